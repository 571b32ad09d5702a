/**
 * How a batch of commands goes through the ledger: the same for debit, credit and both halves of a rollback. One transaction per
 * database locks the accounts, reads the records, has each command decided and writes everything. Nothing else moves money.
 */

import { allSettledOrThrow } from '../database/all-settled-or-throw.ts';
import type { Shard } from '../database/shards.ts';
import { readThenWrite, type Writes } from '../database/transaction.ts';
import type { Terms } from '../domain/transfer.ts';
import { deliverWritten } from '../outbox/deliver-written.ts';
import type { OutboxMessage, TaskAnswer } from '../outbox/message.ts';
import { insertMessages } from '../outbox/queries/insert-messages.ts';
import type { OutboxConfig } from '../runtime/config.ts';
import type { Configured } from '../runtime/runtime.ts';
import { Book } from './book.ts';
import type { StepCommand } from './command.ts';
import { insertEntries } from './queries/insert-entries.ts';
import { insertRecords } from './queries/insert-records.ts';
import { lockAccounts } from './queries/lock-accounts.ts';
import { readRecords } from './queries/read-records.ts';
import { updateAccounts } from './queries/update-accounts.ts';

export interface StepRules {
  /** The account that the step touches. */
  readonly accountOf: (terms: Terms) => string;
  /**
   * Decides one command on the book, synchronously and without any other effect: it is called again if the transaction is run again.
   * Returns the answer for the token that asked, whether the record is new or known; undefined if the answer is not known yet.
   */
  readonly decide: (book: Book, command: StepCommand) => TaskAnswer | undefined;
}

/** Runs one transaction per database and delivers what each has written. */
export async function processStepBatch(
  runtime: Configured<OutboxConfig>,
  commands: readonly StepCommand[],
  rules: StepRules,
): Promise<void> {
  const byShard = runtime.shards.group(commands, ({ terms }) => rules.accountOf(terms));
  await allSettledOrThrow([...byShard].map(([shard, batch]) => processInShard(runtime, shard, batch, rules)));
}

async function processInShard(
  runtime: Configured<OutboxConfig>,
  shard: Shard,
  commands: readonly StepCommand[],
  { accountOf, decide }: StepRules,
): Promise<void> {
  const accountIds = [...new Set(commands.map(({ terms }) => accountOf(terms)))];
  const transferIds = commands.map(({ terms }) => terms.transferId);
  const written = await readThenWrite(
    shard.pool,
    (tx) => allSettledOrThrow([lockAccounts(tx, accountIds), readRecords(tx, transferIds)] as const),
    ([accounts, records]) => {
      const book = new Book(accounts, records, runtime.now().toISOString());
      for (const command of commands) {
        const answer = decide(book, command);
        if (answer) book.answer(command, answer);
      }
      return writesOf(book, runtime.config.leaseSeconds);
    },
  );
  await deliverWritten(runtime, shard, written);
}

/** Their order counts: if someone else wrote a record first, that must show before its entries are written. */
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
