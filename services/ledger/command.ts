/** A command as the three consumers work with it, and how it is answered. */
import type { TransferOrder } from '../../events/index.ts';
import { toMinorUnits } from '../domain/money.ts';
import type { StepRecord, Terms } from '../domain/transfer.ts';
import type { TaskAnswer } from '../outbox/message.ts';

export interface StepCommand {
  readonly order: TransferOrder;
  /** The order's terms, the amount in minor units. */
  readonly terms: Terms;
  readonly taskToken: string;
}

/** @throws RangeError if the amount is not valid for the currency; intake refuses these, so this is a bug. */
export function toStepCommand({ taskToken, transfer }: { taskToken: string; transfer: TransferOrder }): StepCommand {
  const { transferId, fromAccount, toAccount, currency } = transfer;
  const money = toMinorUnits(transfer.amount, currency);
  if (!money?.ok) throw new RangeError(`transfer ${transferId} has an amount that is not valid for its currency`);
  return {
    order: transfer,
    terms: { transferId, fromAccount, toAccount, amount: money.minorUnits, currency },
    taskToken,
  };
}

/** The workflow catches it by the name of its error; the cause is only the reason. */
export function refusal(step: 'Debit' | 'Credit' | 'Rollback', reason: string, cancelled = false): TaskAnswer {
  return { success: false, error: `${step}${cancelled ? 'Cancelled' : 'Refused'}`, cause: reason };
}

/** How a debit or credit that did not apply is answered. */
export function notApplied(step: 'Debit' | 'Credit', record: StepRecord): TaskAnswer {
  return record.verdict === 'cancelled' ? refusal(step, 'TimedOut', true) : refusal(step, record.reason ?? 'Refused');
}
