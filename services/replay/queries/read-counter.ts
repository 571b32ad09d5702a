import type { Queryable } from '../../database/transaction.ts';

export interface Tallied {
  readonly added: bigint;
  readonly known: bigint;
}

/** What a replay has brought to a consumer in this shard. */
export async function readCounter(shard: Queryable, replayName: string, consumer: string): Promise<Tallied> {
  const { rows } = await shard.query<Tallied>(
    'select added, known from replay_tally where replay_name = $1 and consumer = $2',
    [replayName, consumer],
  );
  return rows[0] ?? { added: 0n, known: 0n };
}
