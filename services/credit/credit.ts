/** Credit: gives the money to the destination account, once per transfer, which completes it; and answers whoever asked. */
import { decideCredit } from '../domain/decide.ts';
import type { Book } from '../ledger/book.ts';
import { notApplied, refusal, type StepCommand } from '../ledger/command.ts';
import { settle } from '../ledger/settle.ts';
import type { TaskAnswer } from '../outbox/message.ts';
import type { Runtime } from '../runtime/runtime.ts';

export function credit(runtime: Runtime, commands: readonly StepCommand[]): Promise<void> {
  return settle(runtime, commands, ({ toAccount }) => toAccount, takeCredit);
}

function takeCredit(book: Book, { terms, order }: StepCommand): TaskAnswer {
  const decision = decideCredit(terms, book.account(terms.toAccount), book.record(terms.transferId, 'credit'));
  if (decision.kind === 'reused') return refusal('Credit', decision.reason);
  if (decision.kind === 'new') book.write(decision.record, order);
  if (decision.record.verdict !== 'applied') return notApplied('Credit', decision.record);
  return { success: true, output: { transferId: terms.transferId, outcome: 'Completed' } };
}
