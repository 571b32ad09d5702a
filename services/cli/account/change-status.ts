import type { StatusChange } from '../../ledger/account-status.ts';
import { changeStatus } from '../../ledger/accounts.ts';
import { CliError } from '../cli-error.ts';
import type { Io } from '../io.ts';
import type { Output } from '../output.ts';
import { withRunningSystem } from '../running-system.ts';
import { accountText, accountView } from './view.ts';

export async function changeAccountStatus(io: Io, id: string, change: StatusChange): Promise<Output> {
  const result = await withRunningSystem(io, async (system) => changeStatus(await system.service(), id, change));
  if (!result.ok) throw new CliError(result.refusal, result.message);
  const account = accountView(result.account);
  return { json: account, text: () => accountText(account) };
}
