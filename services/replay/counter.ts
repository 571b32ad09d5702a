/**
 * What a replay brought to a consumer. Only the consumer knows whether an event was new to it, so intake and projections count here,
 * in the transaction that takes the batch; the replay's command reads the counts until they stand still.
 */
import type { ReplayCount } from './queries/add-to-counter.ts';

export interface Consumed {
  /** Undefined if it did not come from a replay: then it is not counted. */
  readonly replayName: string | undefined;
  readonly isNew: boolean;
}

/** One count per replay that the batch has events of. */
export function countReplayed(batch: readonly Consumed[]): ReplayCount[] {
  const counts = new Map<string, { replayName: string; added: number; known: number }>();
  for (const { replayName, isNew } of batch) {
    if (replayName === undefined) continue;
    const count = counts.get(replayName) ?? { replayName, added: 0, known: 0 };
    count[isNew ? 'added' : 'known'] += 1;
    counts.set(replayName, count);
  }
  return [...counts.values()];
}
