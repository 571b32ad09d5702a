/**
 * The checks across databases: registry, source and destination of a transfer may lie in three of them. Each is read in the order of
 * transfer ids and the three are merged, so that memory holds only a page of each.
 */

import type { Shards } from '../../database/shards.ts';
import { CheckRun } from '../check.ts';
import type { ShardSnapshots } from '../snapshots.ts';
import { TransferCursor } from './cursor.ts';
import { judge, judgeAgain, type Problem, type TransferCheck, transferChecks } from './judge.ts';
import { creditSql, readCredit, readRegistry, readSource, registrySql, sourceSql } from './parts.ts';
import { readAgain } from './read-again.ts';
import type { TransferView } from './view.ts';

/** Doubtful transfers per second look. On a live system there are a handful. */
const maxDoubtful = 1000;

export interface Cursors {
  readonly registry: TransferCursor[];
  readonly credits: TransferCursor[];
  readonly source: TransferCursor[];
}

/** @param oldest transfers accepted before it must have an outcome. @param onTransfers gets the number judged so far, now and then. */
export async function proveTransfers(
  shards: Shards,
  cursors: Cursors,
  oldest: Date,
  onTransfers: (judged: number) => void,
): Promise<CheckRun[]> {
  const runs = Object.fromEntries(
    Object.entries(transferChecks).map(([key, check]) => [key, new CheckRun(check)]),
  ) as Record<TransferCheck, CheckRun>;
  const report = (problems: readonly Problem[]) => {
    for (const { check, violation } of problems) runs[check].found([violation]);
  };
  const oldestMs = oldest.getTime();
  let doubtful: TransferView[] = [];
  const lookAgain = async () => {
    const looks = await readAgain(shards, doubtful);
    for (const { view, outcomeDelivered } of looks) report(judgeAgain(view, outcomeDelivered, oldestMs));
    doubtful = [];
  };
  let judged = 0;
  for await (const view of transfersOf(cursors)) {
    const { problems, doubtful: isDoubtful } = judge(view, oldestMs);
    report(problems);
    if (isDoubtful) doubtful.push(view);
    if (doubtful.length === maxDoubtful) await lookAgain();
    judged += 1;
    if (judged % 10_000 === 0) onTransfers(judged);
  }
  if (doubtful.length > 0) await lookAgain();
  const all = Object.values(runs);
  for (const run of all) run.looked(judged);
  return all;
}

export async function openCursors(snapshots: readonly ShardSnapshots[]): Promise<Cursors> {
  const open = (side: 'registry' | 'credits' | 'debits', sql: string) =>
    Promise.all(snapshots.map((snapshot) => TransferCursor.open(snapshot[side], `${side}_by_transfer`, sql)));
  return {
    registry: await open('registry', registrySql()),
    credits: await open('credits', creditSql()),
    source: await open('debits', sourceSql()),
  };
}

async function* transfersOf({ registry, credits, source }: Cursors): AsyncGenerator<TransferView> {
  const all = [...registry, ...credits, ...source];
  for (;;) {
    for (const cursor of all) if (cursor.isDry) await cursor.fill();
    const id = lowest(all);
    if (id === undefined) return;
    const registryRow = takeOne(registry, id);
    const creditRow = takeOne(credits, id);
    const sourceRow = takeOne(source, id);
    yield {
      id,
      registry: registryRow && readRegistry(registryRow),
      destination: creditRow && readCredit(creditRow),
      source: sourceRow && readSource(sourceRow),
    };
  }
}

/** The text of a UUID sorts as the UUID does. */
function lowest(cursors: readonly TransferCursor[]): string | undefined {
  let min: string | undefined;
  for (const { id } of cursors) if (id !== undefined && (min === undefined || id < min)) min = id;
  return min;
}

/** If two shards have the row, one of them counts here; `rows-in-their-shard` finds the other. */
function takeOne(cursors: readonly TransferCursor[], id: string) {
  let found: ReturnType<TransferCursor['take']>;
  for (const cursor of cursors) found = cursor.take(id) ?? found;
  return found;
}
