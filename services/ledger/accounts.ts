/**
 * Opens accounts and changes their status. Refusals are values. An opening balance is posted like any money: as two entries, against
 * the currency's issuance account, so that all entries of the ledger sum to zero.
 */
import { derivedId } from '../../events/index.ts';
import type { Shards } from '../database/shards.ts';
import { execute, type Queryable, transaction } from '../database/transaction.ts';
import { decideStatus, type StatusChange, type StatusRefusal } from './account-status.ts';
import { type ChainHead, chainPosting, issuance, type Posting } from './chain.ts';
import type { Opening } from './opening.ts';
import { insertAccount } from './queries/insert-account.ts';
import { insertEntries } from './queries/insert-entries.ts';
import { lockAccounts } from './queries/lock-accounts.ts';
import { readAccount, type StoredAccount } from './queries/read-account.ts';
import { updateStatus } from './queries/update-status.ts';

export type AccountRefusal = 'AccountExists' | 'AccountNotFound' | StatusRefusal;

export type AccountResult =
  /** `changed`: false if it was so already. */
  | { readonly ok: true; readonly account: StoredAccount; readonly changed: boolean }
  /** `message`: one sentence for people, without the account's figures. */
  | { readonly ok: false; readonly refusal: AccountRefusal; readonly message: string };

const emptyChain: ChainHead = { entryCount: 0n, chainHash: Buffer.alloc(32) };

/** Opens an account. Opening it again with the same terms returns it; an id is never given to another account. */
export async function openAccount(
  shards: Shards,
  opening: Opening,
  now: () => Date = () => new Date(),
): Promise<AccountResult> {
  return transaction(shards.of(opening.id).pool, async (tx) => {
    const at = now().toISOString();
    const posting = openingPosting(opening, at);
    const { entryCount, chainHash } = posting ? { ...posting, entryCount: posting.entryNumber } : emptyChain;
    const isNew = await insertAccount(tx, { ...opening, entryCount, chainHash }, at);
    if (isNew && posting) await execute(tx, insertEntries([posting], at));
    const account = await existing(tx, opening.id);
    if (isNew) return { ok: true, account, changed: true };
    const differences = differencesOf(account, opening);
    if (differences.length === 0) return { ok: true, account, changed: false };
    return refused('AccountExists', `account ${opening.id} exists with another ${differences.join(' and ')}`);
  });
}

function openingPosting({ id, currency, balance }: Opening, at: string): Posting | undefined {
  if (balance === 0n) return undefined;
  return chainPosting(
    emptyChain,
    {
      transferId: derivedId(id, 'opening'),
      step: 'opening',
      accountId: id,
      systemAccountId: issuance(currency),
      amount: balance,
      currency,
      balanceAfter: balance,
    },
    at,
  );
}

function differencesOf(account: StoredAccount, opening: Opening): string[] {
  const { currency, overdraftLimit, owner, openingBalance } = account;
  return [
    ...(currency === opening.currency ? [] : ['currency']),
    ...(openingBalance === opening.balance ? [] : ['opening balance']),
    ...(overdraftLimit === opening.overdraftLimit ? [] : ['overdraft limit']),
    ...(owner === opening.owner ? [] : ['owner']),
  ];
}

/** Freezes (no debit, no credit), unfreezes or closes an account, under its row lock: no step can be decided at the same time. */
export async function changeStatus(shards: Shards, id: string, change: StatusChange): Promise<AccountResult> {
  return transaction(shards.of(id).pool, async (tx) => {
    const [locked] = await lockAccounts(tx, [id]);
    if (!locked) return refused('AccountNotFound', `there is no account ${id}`);
    const decision = decideStatus(locked, change);
    if (!decision.ok) return refused(decision.refusal, statusSentences[decision.refusal](id));
    const changed = decision.status !== locked.status;
    if (changed) await updateStatus(tx, id, decision.status);
    return { ok: true, account: await existing(tx, id), changed };
  });
}

const statusSentences: Record<StatusRefusal, (id: string) => string> = {
  AccountClosed: (id) => `account ${id} is closed forever`,
  BalanceNotZero: (id) => `account ${id} can be closed only at a balance of zero`,
};

export async function findAccount(shards: Shards, id: string): Promise<StoredAccount | undefined> {
  return readAccount(shards.of(id).pool, id);
}

async function existing(tx: Queryable, id: string): Promise<StoredAccount> {
  const account = await readAccount(tx, id);
  if (!account) throw new Error(`account ${id} vanished within its transaction`);
  return account;
}

function refused(refusal: AccountRefusal, message: string): AccountResult {
  return { ok: false, refusal, message };
}
