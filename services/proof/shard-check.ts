/** A check within one shard, in one snapshot: its rows were written together, so they must agree. */
import type { ClientBase } from 'pg';
import { type Check, type CheckRun, type CheckViolation, maxViolationsShown } from './check.ts';
import type { Counted, Counts } from './counts.ts';

export interface ShardCheck extends Check {
  /** What it checks. */
  readonly counted: readonly Counted[];
  /** A query with one row per violation, its columns named for people, ids first. If it depends on age, `$1` is the oldest time allowed. */
  readonly violating: string;
}

/** @param oldest outbox messages from before it must have been delivered. */
export async function runShardCheck(
  snapshot: ClientBase,
  { counted, violating }: ShardCheck,
  counts: Counts,
  oldest: Date,
  run: CheckRun,
): Promise<void> {
  for (const things of counted) run.looked(counts[things]);
  const { rows } = await snapshot.query<{ violations_in_all: bigint }>(
    `select *, count(*) over () as violations_in_all from (${violating}) violation limit ${maxViolationsShown}`,
    violating.includes('$1') ? [oldest] : [],
  );
  run.found(
    rows.map(({ violations_in_all, ...columns }) => toViolation(columns)),
    Number(rows[0]?.violations_in_all ?? 0n),
  );
}

export function toViolation(columns: Readonly<Record<string, unknown>>): CheckViolation {
  return Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, toJson(value)]));
}

function toJson(value: unknown): string | number | boolean | null {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  return value instanceof Date ? value.toISOString() : String(value);
}
