import { fromMinorUnits } from '../../domain/money.ts';
import { findAccount } from '../../ledger/accounts.ts';
import { readLimit } from '../arguments.ts';
import { cursorPatterns, mergePages, readCursor } from '../cursor.ts';
import type { Io } from '../io.ts';
import type { Output } from '../output.ts';
import { withRunningSystem } from '../running-system.ts';
import { type EntryRow, listEntries } from './queries/list-entries.ts';
import { type AccountView, accountView, noSuchAccount } from './view.ts';

export interface AccountEntriesOptions {
  readonly limit: string;
  readonly after?: string;
}

interface EntryView {
  readonly number: number;
  readonly at: string;
  readonly step: string;
  readonly transferId: string;
  readonly counterparty: string | null;
  readonly amount: string;
  readonly balanceAfter: string;
}

export async function accountEntries(io: Io, id: string, options: AccountEntriesOptions): Promise<Output> {
  const limit = readLimit(options.limit);
  const [after = '0'] = options.after === undefined ? [] : readCursor(options.after, [cursorPatterns.number]);
  const { account, page } = await withRunningSystem(io, async (system) => {
    const shards = await system.audit();
    const found = await findAccount(shards, id);
    if (!found) throw noSuchAccount(id);
    const rows = await listEntries(shards.of(id).pool, id, BigInt(after), limit + 1);
    return {
      account: accountView(found),
      page: mergePages(
        [rows],
        limit,
        () => 0,
        ({ number }) => [String(number)],
      ),
    };
  });
  const entries = page.rows.map(entryView);
  return {
    json: { account, entries, next: page.next ?? null },
    text: () => entriesText(account, entries, page.next),
  };
}

function entryView({
  number,
  at,
  step,
  transferId,
  counterparty,
  amount,
  balanceAfter,
  currency,
}: EntryRow): EntryView {
  return {
    number: Number(number),
    at: at.toISOString(),
    step,
    transferId,
    counterparty,
    amount: fromMinorUnits(amount, currency),
    balanceAfter: fromMinorUnits(balanceAfter, currency),
  };
}

async function entriesText(
  { id, balance, currency }: AccountView,
  entries: readonly EntryView[],
  next: string | undefined,
): Promise<string> {
  const { more, table, time } = await import('../table.ts');
  const statement = table(entries, [
    { title: 'no', of: ({ number }) => String(number), right: true },
    { title: 'time (UTC)', of: ({ at }) => time(at) },
    { title: 'step', of: ({ step }) => step },
    { title: 'other account', of: ({ counterparty }) => counterparty },
    { title: 'amount', of: ({ amount }) => amount, right: true },
    { title: 'balance', of: ({ balanceAfter }) => balanceAfter, right: true },
    { title: 'transfer', of: ({ transferId }) => transferId },
  ]);
  return `${id}: ${balance} ${currency}\n\n${entries.length > 0 ? statement : 'no entries'}${more(next)}`;
}
