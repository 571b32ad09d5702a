/** A command as the three consumers work with it: the contract's message with its terms in minor units. */
import type { TransferOrder } from '../../events/index.ts';
import { toMinorUnits } from '../domain/money.ts';
import type { StepRecord, Terms } from '../domain/transfer.ts';
import type { TaskAnswer } from '../outbox/message.ts';

export interface StepCommand {
  readonly order: TransferOrder;
  readonly terms: Terms;
  readonly taskToken: string;
}

/** @throws RangeError when the amount is none of its currency: intake lets no such order through, so it is a fault. */
export function toStepCommand({ taskToken, transfer }: { taskToken: string; transfer: TransferOrder }): StepCommand {
  const { transferId, fromAccount, toAccount, currency } = transfer;
  const money = toMinorUnits(transfer.amount, currency);
  if (!money?.ok) throw new RangeError(`transfer ${transferId} has an amount that is none of its currency`);
  return {
    order: transfer,
    terms: { transferId, fromAccount, toAccount, amount: money.minorUnits, currency },
    taskToken,
  };
}

/** What the workflow can catch by name; the cause is the reason alone. */
export function refusal(step: 'Debit' | 'Credit' | 'Rollback', reason: string, cancelled = false): TaskAnswer {
  return { success: false, error: `${step}${cancelled ? 'Cancelled' : 'Refused'}`, cause: reason };
}

/** How a debit or credit that did not apply is answered. */
export function notApplied(step: 'Debit' | 'Credit', record: StepRecord): TaskAnswer {
  return record.verdict === 'cancelled' ? refusal(step, 'TimedOut', true) : refusal(step, record.reason ?? 'Refused');
}
