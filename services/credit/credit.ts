/**
 * Credit: gives the money to the destination account, once per transfer, which completes it; and answers the workflow. Only the
 * decision is here; the way of the command through the ledger is in ledger/step-batch.ts, which is the file to read next.
 */
import { decideCredit } from '../domain/decide.ts';
import type { Book } from '../ledger/book.ts';
import { notApplied, refusal, type StepCommand } from '../ledger/command.ts';
import { processStepBatch } from '../ledger/step-batch.ts';
import type { TaskAnswer } from '../outbox/message.ts';
import type { OutboxConfig } from '../runtime/config.ts';
import type { Configured } from '../runtime/runtime.ts';

export function credit(runtime: Configured<OutboxConfig>, commands: readonly StepCommand[]): Promise<void> {
  return processStepBatch(runtime, commands, { accountOf: ({ toAccount }) => toAccount, decide: takeCredit });
}

function takeCredit(book: Book, { terms, order }: StepCommand): TaskAnswer {
  const decision = decideCredit(terms, book.account(terms.toAccount), book.record(terms.transferId, 'credit'));
  if (decision.kind === 'reused') return refusal('Credit', decision.reason);
  if (decision.kind === 'new') book.write(decision.record, order);
  if (decision.record.verdict !== 'applied') return notApplied('Credit', decision.record);
  return { success: true, output: { transferId: terms.transferId, outcome: 'Completed' } };
}
