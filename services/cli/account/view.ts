/** An account as the command line shows it. */
import { fromMinorUnits } from '../../domain/money.ts';
import type { AccountStatus } from '../../domain/transfer.ts';
import type { StoredAccount } from '../../ledger/queries/read-account.ts';
import { CliError } from '../cli-error.ts';

export interface AccountView {
  readonly id: string;
  readonly currency: string;
  readonly status: AccountStatus;
  /** Decimal strings in the units of the currency. */
  readonly balance: string;
  readonly overdraftLimit: string;
  readonly owner: string | null;
  readonly openedAt: string;
}

export type AccountRow = Pick<
  StoredAccount,
  'id' | 'currency' | 'status' | 'balance' | 'overdraftLimit' | 'owner' | 'openedAt'
>;

export function accountView({
  id,
  currency,
  status,
  balance,
  overdraftLimit,
  owner,
  openedAt,
}: AccountRow): AccountView {
  return {
    id,
    currency,
    status,
    balance: fromMinorUnits(balance, currency),
    overdraftLimit: fromMinorUnits(overdraftLimit, currency),
    owner,
    openedAt: openedAt.toISOString(),
  };
}

export async function accountText(account: AccountView): Promise<string> {
  const { fields, time } = await import('../table.ts');
  return fields([
    ['account', account.id],
    ['status', account.status],
    ['balance', `${account.balance} ${account.currency}`],
    ['overdraft', `${account.overdraftLimit} ${account.currency}`],
    ['owner', account.owner],
    ['opened', time(account.openedAt)],
  ]);
}

export function noSuchAccount(id: string): CliError {
  return new CliError('AccountNotFound', `there is no account ${id}`);
}
