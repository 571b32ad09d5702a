/** Debit: takes the money from the source account, once per transfer, and answers whoever asked. */
import { decideDebit } from '../domain/decide.ts';
import type { Book } from '../ledger/book.ts';
import { notApplied, refusal, type StepCommand } from '../ledger/command.ts';
import { settle } from '../ledger/settle.ts';
import type { TaskAnswer } from '../outbox/message.ts';
import type { Runtime } from '../runtime/runtime.ts';

export function debit(runtime: Runtime, commands: readonly StepCommand[]): Promise<void> {
  return settle(runtime, commands, ({ fromAccount }) => fromAccount, takeDebit);
}

function takeDebit(book: Book, { terms, order }: StepCommand): TaskAnswer {
  const decision = decideDebit(terms, book.account(terms.fromAccount), book.record(terms.transferId, 'debit'));
  if (decision.kind === 'reused') return refusal('Debit', decision.reason);
  if (decision.kind === 'new') book.write(decision.record, order);
  if (decision.record.verdict !== 'applied') return notApplied('Debit', decision.record);
  return { success: true, output: { transferId: terms.transferId, verdict: 'applied' } };
}
