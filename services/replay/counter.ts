/** Counting what a replay brings: what came with `replay-name` in its envelope, by whether its consumer knew it. */
import type { ReplayCount } from './queries/add-to-counter.ts';

export interface Consumed {
  /** Undefined for what did not come from a replay: it is not counted. */
  readonly replayName: string | undefined;
  readonly isNew: boolean;
}

export function countReplayed(batch: readonly Consumed[]): ReplayCount[] {
  const tallies = new Map<string, { replayName: string; added: number; known: number }>();
  for (const { replayName, isNew } of batch) {
    if (replayName === undefined) continue;
    const tally = tallies.get(replayName) ?? { replayName, added: 0, known: 0 };
    tally[isNew ? 'added' : 'known'] += 1;
    tallies.set(replayName, tally);
  }
  return [...tallies.values()];
}
