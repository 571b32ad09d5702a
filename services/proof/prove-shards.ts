/** What every shard can answer for itself, check by check, all shards at once. */
import { DatabaseError } from 'pg';
import { Tally } from './check.ts';
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

/** How many tallies `proveShards` hands over. */
export const shardChecksInAll = 1 + shardChecks.length;

type CountedShard = ShardSnapshots & { readonly counts: Counts };

/** @param oldest effects from before it must have been delivered. @param onCheck told of each check at its end. */
export async function proveShards(
  snapshots: readonly ShardSnapshots[],
  oldest: Date,
  onCheck: (tally: Tally) => void,
): Promise<Tally[]> {
  const tallies = [await proveSums(snapshots)];
  const shards = await Promise.all(
    snapshots.map(async (snapshot): Promise<CountedShard> => ({ ...snapshot, counts: await countRows(snapshot.own) })),
  );
  for (const check of shardChecks) {
    const tally = new Tally(check);
    await Promise.all(shards.map((shard) => proveInShard(shard, check, oldest, tally)));
    tallies.push(tally);
    onCheck(tally);
  }
  return tallies;
}

async function proveSums(snapshots: readonly ShardSnapshots[]): Promise<Tally> {
  const tally = new Tally(entriesSumToZero);
  const totals = new Map<string, bigint>();
  for (const sums of await Promise.all(snapshots.map(({ own }) => sumEntries(own)))) {
    for (const { currency, total, entries } of sums) {
      totals.set(currency, (totals.get(currency) ?? 0n) + total);
      tally.looked(entries);
    }
  }
  const wrong = [...totals].filter(([, total]) => total !== 0n);
  tally.found(wrong.map(([currency, total]) => ({ currency, sum: String(total) })));
  return tally;
}

async function proveInShard({ own, shard, counts }: CountedShard, check: ShardCheck, oldest: Date, tally: Tally) {
  await own.query('savepoint before_check');
  try {
    await runShardCheck(own, check, counts, oldest, tally);
    await own.query('release savepoint before_check');
  } catch (error) {
    // A value that can not even be read as what it should be (SQLSTATE class 22): none of our programs wrote it.
    if (!(error instanceof DatabaseError && error.code?.startsWith('22'))) throw error;
    await own.query('rollback to savepoint before_check');
    tally.found([{ shard: shard.number, problem: `a value can not be read: ${error.message}` }]);
  }
}
