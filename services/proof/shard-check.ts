/** A check that every shard can answer for itself, in one snapshot: its rows were written together, so they must agree. */
import type { ClientBase } from 'pg';
import { type Check, mostViolationsShown, type Tally, type Violation } from './check.ts';
import type { Counted, Counts } from './counts.ts';

export interface ShardCheck extends Check {
  /** The things looked at. */
  readonly counted: readonly Counted[];
  /** One row per violation, its columns named for people; ids first. Where it depends on age: `$1` is the oldest time allowed. */
  readonly violating: string;
}

/** @param oldest effects and transfers from before it must have come to their end. */
export async function runShardCheck(
  snapshot: ClientBase,
  { counted, violating }: ShardCheck,
  counts: Counts,
  oldest: Date,
  tally: Tally,
): Promise<void> {
  for (const things of counted) tally.looked(counts[things]);
  const { rows } = await snapshot.query<{ violations_in_all: bigint }>(
    `select *, count(*) over () as violations_in_all from (${violating}) violation limit ${mostViolationsShown}`,
    violating.includes('$1') ? [oldest] : [],
  );
  tally.found(
    rows.map(({ violations_in_all, ...columns }) => toViolation(columns)),
    Number(rows[0]?.violations_in_all ?? 0n),
  );
}

export function toViolation(columns: Readonly<Record<string, unknown>>): Violation {
  return Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, toJson(value)]));
}

function toJson(value: unknown): string | number | boolean | null {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  return value instanceof Date ? value.toISOString() : String(value);
}
