/** The checks that every shard can answer for itself: one after the other, in all shards at once. */
import { DatabaseError } from 'pg';
import { CheckRun } from './check.ts';
import { attemptsHaveStarts } from './checks/attempts-have-starts.ts';
import { balancesMatchEntries } from './checks/balances-match-entries.ts';
import { balancesWithinLimits } from './checks/balances-within-limits.ts';
import { entriesSumToZero, sumEntries } from './checks/entries-sum-to-zero.ts';
import { entryNumbersUnbroken } from './checks/entry-numbers-unbroken.ts';
import { factsHaveEvents } from './checks/facts-have-events.ts';
import { hashChainsIntact } from './checks/hash-chains-intact.ts';
import { outboxDelivered } from './checks/outbox-delivered.ts';
import { outcomesHaveCopies } from './checks/outcomes-have-copies.ts';
import { rowsInTheirShard } from './checks/rows-in-their-shard.ts';
import { stepsHaveAnswers } from './checks/steps-have-answers.ts';
import { stepsMatchEntries } from './checks/steps-match-entries.ts';
import { transactionsAreWhole } from './checks/transactions-are-whole.ts';
import { type Counts, countRows } from './counts.ts';
import { runShardCheck, type ShardCheck } from './shard-check.ts';
import type { ShardSnapshots } from './snapshots.ts';

const shardChecks: readonly ShardCheck[] = [
  transactionsAreWhole,
  balancesMatchEntries,
  balancesWithinLimits,
  entryNumbersUnbroken,
  hashChainsIntact,
  stepsMatchEntries,
  factsHaveEvents,
  outcomesHaveCopies,
  attemptsHaveStarts,
  stepsHaveAnswers,
  outboxDelivered,
  rowsInTheirShard,
];

/** Checks of `proveShards`. */
export const shardCheckCount = 1 + shardChecks.length;

type CountedShard = ShardSnapshots & { readonly counts: Counts };

/** @param oldest outbox messages from before it must have been delivered. @param onCheck called after each check. */
export async function proveShards(
  snapshots: readonly ShardSnapshots[],
  oldest: Date,
  onCheck: (run: CheckRun) => void,
): Promise<CheckRun[]> {
  const runs = [await proveSums(snapshots)];
  const shards = await Promise.all(
    snapshots.map(async (snapshot): Promise<CountedShard> => ({ ...snapshot, counts: await countRows(snapshot.own) })),
  );
  for (const check of shardChecks) {
    const run = new CheckRun(check);
    await Promise.all(shards.map((shard) => proveInShard(shard, check, oldest, run)));
    runs.push(run);
    onCheck(run);
  }
  return runs;
}

async function proveSums(snapshots: readonly ShardSnapshots[]): Promise<CheckRun> {
  const run = new CheckRun(entriesSumToZero);
  const totals = new Map<string, bigint>();
  for (const sums of await Promise.all(snapshots.map(({ own }) => sumEntries(own)))) {
    for (const { currency, total, entries } of sums) {
      totals.set(currency, (totals.get(currency) ?? 0n) + total);
      run.looked(entries);
    }
  }
  const wrong = [...totals].filter(([, total]) => total !== 0n);
  run.found(wrong.map(([currency, total]) => ({ currency, sum: String(total) })));
  return run;
}

async function proveInShard({ own, shard, counts }: CountedShard, check: ShardCheck, oldest: Date, run: CheckRun) {
  await own.query('savepoint before_check');
  try {
    await runShardCheck(own, check, counts, oldest, run);
    await own.query('release savepoint before_check');
  } catch (error) {
    // A value that is not even of its type (SQLSTATE class 22): none of our programs wrote it.
    if (!(error instanceof DatabaseError && error.code?.startsWith('22'))) throw error;
    await own.query('rollback to savepoint before_check');
    run.found([{ shard: shard.number, problem: `a value cannot be read: ${error.message}` }]);
  }
}
