/** The transfers that need a person: which they are, and where each is stuck. Reads only. */
import type { Shards } from '../database/shards.ts';
import { type DeadLetterRow, deadLettersNaming } from './dead-letters.ts';
import { type AttentionKey, type AttentionRow, listAttention } from './queries/list-attention.ts';
import { type AcknowledgementRow, readAcknowledgements } from './queries/read-acknowledgements.ts';
import { type LastStep, readLastSteps } from './queries/read-last-steps.ts';
import { readUndelivered, type UndeliveredRow } from './queries/read-undelivered.ts';

export interface NeedsAttention extends AttentionRow {
  /** The newest record of the ledger; undefined if no step was decided. */
  readonly lastStep: LastStep | undefined;
  readonly acknowledgements: readonly AcknowledgementRow[];
}

export interface AttentionPage {
  readonly transfers: readonly NeedsAttention[];
  readonly hasMore: boolean;
}

export interface AttentionFilter {
  readonly after?: AttentionKey | undefined;
  readonly includeAcknowledged: boolean;
  readonly limit: number;
}

/** Over all shards, oldest first. */
export async function listNeedingAttention(shards: Shards, filter: AttentionFilter): Promise<AttentionPage> {
  const { after, includeAcknowledged, limit } = filter;
  // One more than the page holds, to see whether another follows.
  const perShard = await Promise.all(
    shards.all.map(({ pool }) => listAttention(pool, after, includeAcknowledged, limit + 1)),
  );
  const rows = perShard.flat().sort(oldestFirst);
  return { transfers: await withDetails(shards, rows.slice(0, limit)), hasMore: rows.length > limit };
}

function oldestFirst(left: AttentionKey, right: AttentionKey): number {
  return left.acceptedAt.getTime() - right.acceptedAt.getTime() || (left.transferId < right.transferId ? -1 : 1);
}

async function withDetails(shards: Shards, rows: readonly AttentionRow[]): Promise<NeedsAttention[]> {
  const ids = rows.map(({ transferId }) => transferId);
  const steps = new Map<string, LastStep>();
  for (const step of await inAll(shards, (shard) => readLastSteps(shard, ids))) {
    const known = steps.get(step.transferId);
    if (!known || known.at <= step.at) steps.set(step.transferId, step);
  }
  const acknowledgements = await inAll(shards, (shard) => readAcknowledgements(shard, ids));
  return rows.map((row) => ({
    ...row,
    lastStep: steps.get(row.transferId),
    acknowledgements: acknowledgements.filter(({ transferId }) => transferId === row.transferId),
  }));
}

export interface Stuck {
  readonly undelivered: readonly UndeliveredRow[];
  /** Those that name it. */
  readonly deadLetters: readonly DeadLetterRow[];
  readonly acknowledgements: readonly AcknowledgementRow[];
}

/** What waits for a transfer, and who took notice of it. */
export async function whereStuck(shards: Shards, transferId: string): Promise<Stuck> {
  const [undelivered, deadLetters, acknowledgements] = await Promise.all([
    inAll(shards, (shard) => readUndelivered(shard, transferId)),
    deadLettersNaming(shards, transferId),
    readAcknowledgements(shards.of(transferId).pool, [transferId]),
  ]);
  return { undelivered, deadLetters, acknowledgements };
}

async function inAll<Row>(
  shards: Shards,
  read: (shard: Shards['all'][number]['pool']) => Promise<Row[]>,
): Promise<Row[]> {
  return (await Promise.all(shards.all.map(({ pool }) => read(pool)))).flat();
}
