/** How many things there are to check: one pass over each table, for all checks. */
import type { ClientBase } from 'pg';

export type Counted = keyof Counts;

export interface Counts {
  readonly accounts: number;
  readonly customerEntries: number;
  readonly records: number;
  readonly transfers: number;
  readonly refusedRequests: number;
  readonly events: number;
  readonly callbacks: number;
  readonly starts: number;
  readonly outcomes: number;
}

export async function countRows(snapshot: ClientBase): Promise<Counts> {
  const { rows } = await snapshot.query<{ [name in keyof Counts]: bigint }>(
    `select (select count(*) from account) as accounts,
            (select count(*) from entry where line = 1) as "customerEntries",
            (select count(*) from step_record) as records,
            (select count(*) from transfer) as transfers,
            (select count(*) from refused_request) as "refusedRequests",
            message.*
       from (
         select count(*) filter (where kind = 'event') as events, count(*) filter (where kind = 'callback') as callbacks,
                count(*) filter (where kind = 'start') as starts, count(*) filter (where kind = 'outcome') as outcomes
           from outbox
       ) message`,
  );
  const [counts] = rows;
  if (!counts) throw new Error('the counting query returned no row');
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Number(count)])) as unknown as Counts;
}
