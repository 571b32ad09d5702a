import { readChoice, readLimit } from '../arguments.ts';
import { cursorPatterns, mergePages, readCursor } from '../cursor.ts';
import type { Io } from '../io.ts';
import type { Output } from '../output.ts';
import { withRunningSystem } from '../running-system.ts';
import { listAccounts } from './queries/list-accounts.ts';
import { type AccountView, accountView } from './view.ts';

export interface AccountListOptions {
  readonly status?: string;
  readonly limit: string;
  readonly after?: string;
}

export async function accountList(io: Io, options: AccountListOptions): Promise<Output> {
  const limit = readLimit(options.limit);
  const status =
    options.status === undefined ? undefined : readChoice('--status', options.status, ['open', 'frozen', 'closed']);
  const [afterId = ''] = options.after === undefined ? [] : readCursor(options.after, [cursorPatterns.accountId]);
  const page = await withRunningSystem(io, async (system) => {
    const { all } = await system.audit();
    const perShard = await Promise.all(all.map(({ pool }) => listAccounts(pool, afterId, status, limit + 1)));
    return mergePages(
      perShard,
      limit,
      (left, right) => (left.id < right.id ? -1 : 1),
      ({ id }) => [id],
    );
  });
  const accounts = page.rows.map(accountView);
  return {
    json: { accounts, next: page.next ?? null },
    text: () => accountsText(accounts, page.next),
  };
}

async function accountsText(accounts: readonly AccountView[], next: string | undefined): Promise<string> {
  const { more, table } = await import('../table.ts');
  if (accounts.length === 0) return 'no accounts';
  return (
    table(accounts, [
      { title: 'account', of: ({ id }) => id },
      { title: 'status', of: ({ status }) => status },
      { title: 'balance', of: ({ balance }) => balance, right: true },
      { title: 'overdraft', of: ({ overdraftLimit }) => overdraftLimit, right: true },
      { title: 'currency', of: ({ currency }) => currency },
      { title: 'owner', of: ({ owner }) => owner },
    ]) + more(next)
  );
}
