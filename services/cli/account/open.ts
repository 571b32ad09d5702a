import { openAccount } from '../../ledger/accounts.ts';
import { readOpening } from '../../ledger/opening.ts';
import { CliError, invalidInput } from '../cli-error.ts';
import type { Io } from '../io.ts';
import type { Output } from '../output.ts';
import { withRunningSystem } from '../running-system.ts';
import { accountText, accountView } from './view.ts';

export interface AccountOpenOptions {
  readonly currency: string;
  readonly balance: string;
  readonly overdraft: string;
  readonly owner?: string;
}

export async function accountOpen(io: Io, id: string, options: AccountOpenOptions): Promise<Output> {
  const read = readOpening({ id, ...options });
  if (!read.ok) {
    const sentence = read.violations.map(({ path, rule, message }) => `${path} ${message} (${rule})`).join('; ');
    throw invalidInput(sentence, { violations: read.violations });
  }
  const result = await withRunningSystem(io, async (system) => openAccount(await system.service(), read.opening));
  if (!result.ok) throw new CliError(result.refusal, result.message);
  const account = accountView(result.account);
  return { json: account, text: () => accountText(account) };
}
