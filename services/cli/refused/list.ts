import { readLimit } from '../arguments.ts';
import { cursorPatterns, mergePages, newestFirst, readCursor } from '../cursor.ts';
import type { Io } from '../io.ts';
import type { Output } from '../output.ts';
import { withRunningSystem } from '../running-system.ts';
import { readAllShards } from '../typed-reads.ts';
import { listRefused, type RefusedKey } from './queries/list-refused.ts';
import { refusedView } from './view.ts';

export interface RefusedListOptions {
  readonly limit: string;
  readonly after?: string;
}

export async function refusedList(io: Io, options: RefusedListOptions): Promise<Output> {
  const limit = readLimit(options.limit);
  const [time, requestId] =
    options.after === undefined ? [] : readCursor(options.after, [cursorPatterns.time, cursorPatterns.uuid]);
  const after = time && requestId ? { refusedAt: new Date(time), requestId } : undefined;
  const page = await withRunningSystem(io, async ({ runtime }) => {
    const perShard = await readAllShards(runtime.auditUrls, (shard) => listRefused(shard, after, limit + 1));
    return mergePages(perShard, limit, newestFirst(keyOf), keyOf);
  });
  const refused = page.rows.map(refusedView);
  return {
    json: { refused, next: page.next ?? null },
    text: async () => (await import('./text.ts')).refusedListText(refused, page.next),
  };
}

function keyOf({ refusedAt, requestId }: RefusedKey): [string, string] {
  return [refusedAt.toISOString(), requestId];
}
