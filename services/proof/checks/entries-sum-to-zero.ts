import type { ClientBase } from 'pg';
import type { Check } from '../check.ts';

/** Over all shards together: the caller adds up what each shard's query returns. */
export const entriesSumToZero: Check = {
  name: 'entries-sum-to-zero',
  description: 'Per currency, all entries of all shards sum to zero.',
};

export interface CurrencySum {
  readonly currency: string;
  /** Minor units. */
  readonly total: bigint;
  readonly entries: number;
}

export async function sumEntries(snapshot: ClientBase): Promise<CurrencySum[]> {
  const { rows } = await snapshot.query<{ currency: string; total: string; entries: bigint }>(
    'select currency, sum(amount)::text as total, count(*) as entries from entry group by currency order by currency',
  );
  return rows.map(({ currency, total, entries }) => ({ currency, total: BigInt(total), entries: Number(entries) }));
}
