import { deadLettersOf } from '../../operator/dead-letters.ts';
import { readLimit } from '../arguments.ts';
import { cursorPatterns, mergePages, readCursor } from '../cursor.ts';
import type { Io } from '../io.ts';
import type { Output } from '../output.ts';
import { withRunningSystem } from '../running-system.ts';
import { deadLetterView } from './view.ts';

export interface DeadLettersListOptions {
  readonly queue?: string;
  readonly all?: boolean;
  readonly limit: string;
  readonly after?: string;
}

export async function deadLettersList(io: Io, options: DeadLettersListOptions): Promise<Output> {
  const limit = readLimit(options.limit);
  const filter = { withEnded: options.all ?? false, queue: options.queue, after: readAfter(options.after) };
  const page = await withRunningSystem(io, async (system) => {
    const perShard = await deadLettersOf(await system.audit(), { ...filter, limit: limit + 1 });
    return mergePages(
      perShard.map((rows) => rows.map(deadLetterView)),
      limit,
      oldestFirst,
      keyOf,
    );
  });
  return {
    json: { deadLetters: page.rows, next: page.next ?? null },
    text: async () => (await import('./text.ts')).deadLettersText(page.rows, page.next),
  };
}

function readAfter(cursor: string | undefined) {
  if (cursor === undefined) return undefined;
  const [time = '', id = ''] = readCursor(cursor, [cursorPatterns.time, cursorPatterns.uuid]);
  return { parkedAt: new Date(time), id };
}

type Key = { readonly parkedAt: string; readonly id: string };

function keyOf({ parkedAt, id }: Key): [string, string] {
  return [parkedAt, id];
}

function oldestFirst(left: Key, right: Key): number {
  return keyOf(left).join() < keyOf(right).join() ? -1 : 1;
}
