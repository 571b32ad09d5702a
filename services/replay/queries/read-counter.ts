import type { Queryable } from '../../database/transaction.ts';
import type { Consumer } from '../sources.ts';

export interface Counter {
  readonly added: bigint;
  readonly known: bigint;
}

/** What a replay has brought to a consumer in this shard. */
export async function readCounter(shard: Queryable, replayName: string, consumer: Consumer): Promise<Counter> {
  const { rows } = await shard.query<Counter>(
    'select added, known from replay_tally where replay_name = $1 and consumer = $2',
    [replayName, consumer],
  );
  return rows[0] ?? { added: 0n, known: 0n };
}
