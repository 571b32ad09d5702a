/**
 * The proof: holds the whole ledger against its rules, read-only, while money moves, against the database alone. It raises no false
 * alarm: what it says is wrong is wrong. Each check is a file; snapshots.ts says what makes them safe online.
 * Measured on two cores that others used too, at 1,020,000 entries of 250,000 transfers with 1,750,000 effects: 15 s, of which the
 * checks within a shard took 14 s of one core and the transfers, beside them, 5 s of the other; 60 MB of heap.
 */
import type { Shards } from '../database/shards.ts';
import type { CheckResult, Tally } from './check.ts';
import { proveShards, shardChecksInAll } from './prove-shards.ts';
import { withSnapshots } from './snapshots.ts';
import { transferChecks } from './transfers/judge.ts';
import { openCursors, proveTransfers } from './transfers/prove-transfers.ts';

export type { CheckResult, Violation } from './check.ts';

export interface ProofOptions {
  /** Ages are counted from it. */
  readonly now: Date;
  /** How old a transfer without an outcome, or an effect not delivered, may be. */
  readonly boundSeconds: number;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  /** Checks done, of all. */
  readonly done: number;
  readonly total: number;
  /** Transfers followed through their databases so far, beside the checks. */
  readonly transfers: number;
}

export interface Proof {
  readonly ok: boolean;
  readonly checks: readonly CheckResult[];
}

/**
 * Needs `select` alone (role zeroloss_audit) and at most four free connections per shard.
 * @param shards over all of which the ledger lies.
 */
export async function proof(
  shards: Shards,
  { now, boundSeconds, onProgress = () => {} }: ProofOptions,
): Promise<Proof> {
  const oldest = new Date(now.getTime() - boundSeconds * 1000);
  const progress = { done: 0, total: shardChecksInAll + Object.keys(transferChecks).length, transfers: 0 };
  const advance = (by: Partial<Progress>) => onProgress(Object.assign(progress, by));
  const tallies = await withSnapshots(shards, async (snapshots) => {
    const cursors = await openCursors(snapshots); // before the other lane's savepoints, to one of which they would belong
    return bothLanes(
      proveShards(snapshots, oldest, () => advance({ done: progress.done + 1 })),
      proveTransfers(shards, cursors, oldest, (transfers) => advance({ transfers })),
    );
  });
  advance({ done: progress.total });
  const checks = tallies.map(({ result }) => result);
  return { ok: checks.every(({ ok }) => ok), checks };
}

/** Where one fails the other is awaited too: until then both use the snapshots. */
async function bothLanes(...lanes: Promise<Tally[]>[]): Promise<Tally[]> {
  await Promise.allSettled(lanes);
  return (await Promise.all(lanes)).flat();
}
