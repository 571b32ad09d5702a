/** The outcome of a transfer: a pure function of its records. */
import type { Outcome, StepRecord } from './transfer.ts';

/**
 * The outcome that a record decides; undefined if it does not decide one (an applied debit, a refused or cancelled credit). The
 * transaction that writes a deciding record also writes the outcome.
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
