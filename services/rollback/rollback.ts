/**
 * Rollback: makes sure that the transfer cannot complete any more, or finds that it did, and gives back what was taken.
 * Destination first: in the other order a credit could still happen after the money went back. Each half is a transaction of its
 * own in one database (ledger/step-batch.ts); a crash between them is finished by redelivery.
 */
import { decideCreditCancellation, decideDebitUndoing } from '../domain/decide.ts';
import { transferFact } from '../domain/facts.ts';
import { outcomeDecidedBy } from '../domain/outcome.ts';
import type { Outcome, OutcomeReason, StepRecord } from '../domain/transfer.ts';
import type { Book } from '../ledger/book.ts';
import { refusal, type StepCommand } from '../ledger/command.ts';
import { processStepBatch } from '../ledger/step-batch.ts';
import type { TaskAnswer } from '../outbox/message.ts';
import type { OutboxConfig } from '../runtime/config.ts';
import type { Configured, Runtime } from '../runtime/runtime.ts';

export async function rollback(runtime: Configured<OutboxConfig>, commands: readonly StepCommand[]): Promise<void> {
  const reasons = new Map<StepCommand, OutcomeReason>();
  await processStepBatch(runtime, commands, {
    accountOf: ({ toAccount }) => toAccount,
    decide: (book, command) => {
      const credit = cancelCredit(book, command);
      // A transaction that is run again may find another record than its first try did, and that one counts.
      reasons.delete(command);
      if (typeof credit === 'object') return credit;
      reasons.set(command, credit);
      return undefined;
    },
  });
  const uncredited = commands.filter((command) => reasons.has(command));
  await processStepBatch(runtime, uncredited, {
    accountOf: ({ fromAccount }) => fromAccount,
    decide: (book, command) => undoDebit(runtime, book, command, reasons.get(command) ?? 'TimedOut'),
  });
}

/** First half. Returns the final answer if the transfer completed, otherwise the reason why its credit can never be applied. */
function cancelCredit(book: Book, { terms, order }: StepCommand): TaskAnswer | OutcomeReason {
  const decision = decideCreditCancellation(terms, book.record(terms.transferId, 'credit'));
  if (decision.kind === 'reused') return refusal('Rollback', decision.reason);
  if (decision.kind === 'new') book.write(decision.record, order);
  const outcome = outcomeDecidedBy(decision.record);
  return outcome ? found(terms.transferId, outcome) : reasonNotCredited(decision.record);
}

function reasonNotCredited({ step, verdict, reason }: StepRecord): OutcomeReason {
  return step === 'credit' && verdict === 'refused' ? reason : 'TimedOut';
}

/** Second half. Cancels the debit or reverses it, once, and answers with the outcome, new or found. */
function undoDebit(runtime: Runtime, book: Book, { terms, order }: StepCommand, reason: OutcomeReason): TaskAnswer {
  const { transferId } = terms;
  const debit = book.record(transferId, 'debit');
  const decision = decideDebitUndoing(terms, debit, book.record(transferId, 'reversal'), reason);
  if (decision.kind === 'reused') return refusal('Rollback', decision.reason);
  if (decision.kind === 'new') {
    book.write(decision.record, order);
    if (decision.record.step === 'reversal') alarmIfClosed(runtime, book, { terms, order });
  }
  const outcome = outcomeDecidedBy(decision.record);
  if (!outcome) throw new Error(`the rollback of ${transferId} ended on a record that decides nothing`);
  return found(transferId, outcome);
}

function found(transferId: string, { outcome, reason }: Outcome): TaskAnswer {
  return { success: true, output: { transferId, outcome, ...(reason ? { reason } : {}) } };
}

/** Money went back onto a closed account: right by the books, and somebody must tell the customer. */
function alarmIfClosed({ log }: Runtime, book: Book, { terms, order }: Pick<StepCommand, 'terms' | 'order'>): void {
  if (book.account(terms.fromAccount)?.status !== 'closed') return;
  log.error('a reversal went onto a closed account', { transferId: terms.transferId });
  book.publish(transferFact('TransferNeedsAttention', order, book.at, 'ReversalOntoClosedAccount'), terms.transferId);
}
