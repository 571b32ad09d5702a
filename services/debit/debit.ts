/**
 * Debit: takes the money from the source account, once per transfer, and answers the workflow. Only the decision is here; the way of
 * the command through the ledger is in ledger/step-batch.ts, which is the file to read next.
 */
import { decideDebit } from '../domain/decide.ts';
import type { Book } from '../ledger/book.ts';
import { notApplied, refusal, type StepCommand } from '../ledger/command.ts';
import { processStepBatch } from '../ledger/step-batch.ts';
import type { TaskAnswer } from '../outbox/message.ts';
import type { OutboxConfig } from '../runtime/config.ts';
import type { Configured } from '../runtime/runtime.ts';

export function debit(runtime: Configured<OutboxConfig>, commands: readonly StepCommand[]): Promise<void> {
  return processStepBatch(runtime, commands, { accountOf: ({ fromAccount }) => fromAccount, decide: takeDebit });
}

function takeDebit(book: Book, { terms, order }: StepCommand): TaskAnswer {
  const decision = decideDebit(terms, book.account(terms.fromAccount), book.record(terms.transferId, 'debit'));
  if (decision.kind === 'reused') return refusal('Debit', decision.reason);
  if (decision.kind === 'new') book.write(decision.record, order);
  if (decision.record.verdict !== 'applied') return notApplied('Debit', decision.record);
  return { success: true, output: { transferId: terms.transferId, verdict: 'applied' } };
}
