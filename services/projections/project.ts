/** Builds the read models: keeps those facts of a batch that are new and adds them to what was known. */

import { allSettledOrThrow } from '../database/all-settled-or-throw.ts';
import type { Shard, Shards } from '../database/shards.ts';
import { execute, readThenWrite } from '../database/transaction.ts';
import { countReplayed } from '../replay/counter.ts';
import { addToCounter } from '../replay/queries/add-to-counter.ts';
import { replaySources } from '../replay/sources.ts';
import { type FactEvent, type IncomingFact, shardKey } from './fact.ts';
import { activityOf, factRow, statusesOf } from './fold.ts';
import { insertActivities } from './queries/insert-activities.ts';
import { insertFacts } from './queries/insert-facts.ts';
import { mergeStatuses } from './queries/merge-statuses.ts';

/** Projects a batch in one transaction per database. */
export async function project(shards: Shards, incoming: readonly IncomingFact[]): Promise<void> {
  const byShard = shards.group(incoming, ({ fact }) => shardKey(fact));
  await allSettledOrThrow([...byShard].map(([shard, batch]) => projectAt(shard, batch)));
}

/** The table of facts is the gate: a fact that has its row there was counted in before, and is left out. */
async function projectAt({ pool }: Shard, incoming: readonly IncomingFact[]): Promise<void> {
  const facts = distinct(incoming);
  await readThenWrite(
    pool,
    (tx) => execute(tx, insertFacts(facts.map(factRow))),
    (added) => {
      const news = facts.filter(({ detail }) => added.has(detail.eventId));
      const statuses = statusesOf(news).sort(by(({ transferId }) => transferId));
      const activities = news.flatMap((fact) => activityOf(fact) ?? []);
      // The first copy of a fact in the batch is the one that was new.
      const consumed = incoming.map(({ replayName, fact }) => ({
        replayName,
        isNew: added.delete(fact.detail.eventId),
      }));
      return [
        ...(statuses.length > 0 ? [mergeStatuses(statuses)] : []),
        ...(activities.length > 0 ? [insertActivities(activities)] : []),
        addToCounter(replaySources.facts.consumer, countReplayed(consumed)),
      ];
    },
  );
}

/** Each fact once, in the order in which all batches write: two that wait for each other's rows would deadlock. */
function distinct(incoming: readonly IncomingFact[]): FactEvent[] {
  const facts = new Map(incoming.map(({ fact }) => [fact.detail.eventId, fact]));
  return [...facts.values()].sort(by(({ detail }) => detail.eventId));
}

function by<T>(keyOf: (item: T) => string) {
  return (left: T, right: T): number => (keyOf(left) < keyOf(right) ? -1 : 1);
}
