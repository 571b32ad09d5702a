/** A transfer of the read models as the command line shows it. */
import { fromMinorUnits } from '../../domain/money.ts';
import type { StatusRow } from '../../projections/queries/read-status.ts';

export interface ProjectedTransfer extends Omit<StatusRow, 'amount'> {
  /** Decimal string in the units of the currency. */
  readonly amount: string;
}

export function transferView({ amount, ...status }: StatusRow): ProjectedTransfer {
  return { ...status, amount: fromMinorUnits(amount, status.currency) };
}
