/**
 * Rollback: makes sure that the transfer can not complete any more, or finds that it did, and gives back what was taken.
 * Destination first: in the other order a credit could still happen after the money went back. Each half is a transaction of its
 * own in one database; a crash between them is finished by redelivery.
 */
import { decideCreditCancellation, decideDebitUndoing } from '../domain/decide.ts';
import { transferFact } from '../domain/facts.ts';
import { outcomeDecidedBy } from '../domain/outcome.ts';
import type { Outcome, OutcomeReason, StepRecord } from '../domain/transfer.ts';
import type { Book } from '../ledger/book.ts';
import { refusal, type StepCommand } from '../ledger/command.ts';
import { settle } from '../ledger/settle.ts';
import { eventMessage, type TaskAnswer } from '../outbox/message.ts';
import type { Runtime } from '../runtime/runtime.ts';

export async function rollback(runtime: Runtime, commands: readonly StepCommand[]): Promise<void> {
  const reasons = new Map<StepCommand, OutcomeReason>();
  await settle(
    runtime,
    commands,
    ({ toAccount }) => toAccount,
    (book, command) => {
      const credit = cancelCredit(book, command);
      // A transaction that is taken again may find another record than its first try did, and that one counts.
      reasons.delete(command);
      if (typeof credit === 'object') return credit;
      reasons.set(command, credit);
      return undefined;
    },
  );
  await settle(
    runtime,
    commands.filter((command) => reasons.has(command)),
    ({ fromAccount }) => fromAccount,
    (book, command) => undoDebit(runtime, book, command, reasons.get(command) ?? 'TimedOut'),
  );
}

/** First half. Gives the final answer where the transfer completed, else why the credit is not applied, now for ever. */
function cancelCredit(book: Book, { terms, order }: StepCommand): TaskAnswer | OutcomeReason {
  const decision = decideCreditCancellation(terms, book.record(terms.transferId, 'credit'));
  if (decision.kind === 'reused') return refusal('Rollback', decision.reason);
  if (decision.kind === 'new') book.write(decision.record, order);
  const outcome = outcomeDecidedBy(decision.record);
  return outcome ? found(terms.transferId, outcome) : whyNotCredited(decision.record);
}

function whyNotCredited({ step, verdict, reason }: StepRecord): OutcomeReason {
  return step === 'credit' && verdict === 'refused' ? reason : 'TimedOut';
}

/** Second half. Cancels the debit or reverses it, once, and answers with the outcome, new or found. */
function undoDebit(runtime: Runtime, book: Book, { terms, order }: StepCommand, why: OutcomeReason): TaskAnswer {
  const { transferId } = terms;
  const decision = decideDebitUndoing(
    terms,
    book.record(transferId, 'debit'),
    book.record(transferId, 'reversal'),
    why,
  );
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
  const fact = transferFact('TransferNeedsAttention', order, book.at, 'ReversalOntoClosedAccount');
  book.messages.push(eventMessage(fact, terms.transferId));
}
