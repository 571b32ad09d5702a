/** The outcome of a transfer: a pure function of its records. */
import type { Outcome, StepRecord } from './transfer.ts';

/**
 * What a record decides by itself, or undefined where it decides nothing yet (an applied debit, a credit that was refused or
 * cancelled). The transaction that writes a deciding record writes the outcome with it.
 */
export function outcomeDecidedBy(record: StepRecord): Outcome | undefined {
  switch (record.step) {
    case 'credit':
      return record.verdict === 'applied' ? { outcome: 'Completed', reason: null } : undefined;
    case 'reversal':
      return { outcome: 'RolledBack', reason: record.reason };
    case 'debit':
      if (record.verdict === 'applied') return undefined;
      return { outcome: 'Rejected', reason: record.reason ?? 'TimedOut' };
  }
}
