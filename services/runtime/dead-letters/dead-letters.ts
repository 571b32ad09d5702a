/** Where a consumer puts the messages that it cannot finish, so that the rest of their queue goes on. */
import type { SQSRecord } from 'aws-lambda';
import type { Shard } from '../../database/shards.ts';
import { type Queryable, transaction } from '../../database/transaction.ts';
import { faultFields, type Log } from '../log.ts';
import { isOurFault } from '../our-fault.ts';
import type { Runtime } from '../runtime.ts';
import { type DeadLetter, messageIdentity, queueOf } from './dead-letter.ts';
import { deleteFaults } from './queries/delete-faults.ts';
import { insertDeadLetters } from './queries/insert-dead-letters.ts';
import { recordFaults } from './queries/record-faults.ts';

/** None of these throws: what could not be written is not done, and its message is delivered again. */
export interface DeadLetters {
  /** Writes messages that no delivery will change. @returns the ids of the rows that are written now */
  park(letters: readonly DeadLetter[]): Promise<ReadonlySet<string>>;
  /** Counts a fault of each message, and writes those that have too many. @returns the ids of the rows that are written now */
  countFaults(failed: readonly DeadLetter[]): Promise<ReadonlySet<string>>;
  /** Forgets the faults of messages that are done. */
  forget(done: readonly SQSRecord[]): Promise<void>;
}

/** In the ledger's databases, each message by the bucket of its row's id. */
export class LedgerDeadLetters implements DeadLetters {
  readonly #shards: Runtime['shards'];
  readonly #log: Log;
  readonly #maxFaults: number;

  constructor({ shards, log }: Pick<Runtime, 'shards' | 'log'>, maxFaults: number) {
    this.#shards = shards;
    this.#log = log;
    this.#maxFaults = maxFaults;
  }

  park(letters: readonly DeadLetter[]): Promise<ReadonlySet<string>> {
    return this.#write(letters, async (tx, here) => {
      await insertDeadLetters(tx, here);
      return here;
    });
  }

  countFaults(failed: readonly DeadLetter[]): Promise<ReadonlySet<string>> {
    return this.#write(failed, async (tx, here) => {
      const exhausted = await recordFaults(tx, here, this.#maxFaults);
      if (exhausted.size === 0) return [];
      const parked = here.filter(({ id }) => exhausted.has(id));
      await insertDeadLetters(tx, parked);
      await deleteFaults(tx, [...exhausted]);
      return parked;
    });
  }

  async forget(done: readonly SQSRecord[]): Promise<void> {
    const rows = done.map((record) => ({ id: messageIdentity(queueOf(record), record.messageId) }));
    await this.#write(rows, async (tx, here) => {
      await deleteFaults(
        tx,
        here.map(({ id }) => id),
      );
      return here;
    });
  }

  /** One transaction per database. @returns the ids that `work` returned where it succeeded */
  async #write<Row extends { readonly id: string }>(
    rows: readonly Row[],
    work: (tx: Queryable, here: readonly Row[]) => Promise<readonly Row[]>,
  ): Promise<ReadonlySet<string>> {
    const byShard = [...this.#shards.group(rows, ({ id }) => id)];
    const written = await Promise.all(byShard.map(([shard, here]) => this.#writeIn(shard, here, work)));
    return new Set(written.flat().map(({ id }) => id));
  }

  async #writeIn<Row>(
    shard: Shard,
    rows: readonly Row[],
    work: (tx: Queryable, here: readonly Row[]) => Promise<readonly Row[]>,
  ): Promise<readonly Row[]> {
    try {
      return await transaction(shard.pool, (tx) => work(tx, rows));
    } catch (fault) {
      if (rows.length > 1 && !isOurFault(fault)) {
        const alone: Row[] = [];
        for (const row of rows) alone.push(...(await this.#writeIn(shard, [row], work)));
        return alone;
      }
      this.#log.warn('dead letters could not be written; their messages are delivered again', {
        messages: rows.length,
        ...faultFields(fault),
      });
      return [];
    }
  }
}
