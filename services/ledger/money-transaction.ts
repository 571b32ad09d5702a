/** Opens a transaction on money: locks, reads, lets `decide` decide, writes everything, commits. Nothing else posts entries. */

import { allSettledOrThrow } from '../database/all-settled-or-throw.ts';
import type { Shard } from '../database/shards.ts';
import { readThenWrite, type Writes } from '../database/transaction.ts';
import type { OutboxMessage } from '../outbox/message.ts';
import { insertMessages } from '../outbox/queries/insert-messages.ts';
import { type Runtime, requiredInteger } from '../runtime/runtime.ts';
import { Book } from './book.ts';
import { insertEntries } from './queries/insert-entries.ts';
import { insertRecords } from './queries/insert-records.ts';
import { lockAccounts } from './queries/lock-accounts.ts';
import { readRecords } from './queries/read-records.ts';
import { updateAccounts } from './queries/update-accounts.ts';

export interface Scope {
  /** Accounts to lock; those that do not exist are left out. */
  readonly accountIds: readonly string[];
  /** Transfers whose records are read. */
  readonly transferIds: readonly string[];
}

/**
 * @param decide synchronous and free of messages but on the book; taken again from the start when the transaction is.
 * @returns the messages written by this transaction, which the caller now delivers.
 */
export async function moneyTransaction(
  runtime: Runtime,
  shard: Shard,
  scope: Scope,
  decide: (book: Book) => void,
): Promise<OutboxMessage[]> {
  const leaseSeconds = requiredInteger(runtime.env, 'OUTBOX_LEASE_SECONDS', 1, 3600);
  return readThenWrite(
    shard.pool,
    (tx) => allSettledOrThrow([lockAccounts(tx, [...new Set(scope.accountIds)]), readRecords(tx, scope.transferIds)] as const),
    ([accounts, records]) => {
      const book = new Book(accounts, records, runtime.now().toISOString());
      decide(book);
      return writesOf(book, leaseSeconds);
    },
  );
}

/** Their order counts: a record that someone else wrote first must show before its entries do. */
function writesOf(
  { newRecords, postings, touchedAccounts, messages, at }: Book,
  leaseSeconds: number,
): Writes<OutboxMessage[]> {
  return [
    ...(newRecords.length > 0 ? [insertRecords(newRecords, at)] : []),
    ...(postings.length > 0 ? [insertEntries(postings, at), updateAccounts(touchedAccounts)] : []),
    insertMessages(messages, leaseSeconds),
  ];
}
