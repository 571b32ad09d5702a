import { findAccount } from '../../ledger/accounts.ts';
import type { Io } from '../io.ts';
import type { Output } from '../output.ts';
import { withRunningSystem } from '../running-system.ts';
import { accountText, accountView, noSuchAccount } from './view.ts';

export async function accountShow(io: Io, id: string): Promise<Output> {
  const found = await withRunningSystem(io, async (system) => findAccount(await system.audit(), id));
  if (!found) throw noSuchAccount(id);
  const account = accountView(found);
  return { json: account, text: () => accountText(account) };
}
