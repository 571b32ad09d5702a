import { listNeedingAttention } from '../../operator/attention.ts';
import { readLimit } from '../arguments.ts';
import { cursorPatterns, readCursor, writeCursor } from '../cursor.ts';
import type { Io } from '../io.ts';
import type { Output } from '../output.ts';
import { withRunningSystem } from '../running-system.ts';
import { attentionView } from './view.ts';

export interface AttentionListOptions {
  readonly all?: boolean;
  readonly limit: string;
  readonly after?: string;
}

export async function attentionList(io: Io, options: AttentionListOptions): Promise<Output> {
  const limit = readLimit(options.limit);
  const after = readAfter(options.after);
  const includeAcknowledged = options.all ?? false;
  const page = await withRunningSystem(io, async (system) =>
    listNeedingAttention(await system.audit(), { after, includeAcknowledged, limit }),
  );
  const transfers = page.transfers.map(attentionView);
  const last = transfers.at(-1);
  const next = page.hasMore && last ? writeCursor([last.acceptedAt, last.transferId]) : undefined;
  return {
    json: { transfers, next: next ?? null },
    text: async () => (await import('./text.ts')).attentionListText(transfers, next),
  };
}

function readAfter(cursor: string | undefined) {
  if (cursor === undefined) return undefined;
  const [time = '', transferId = ''] = readCursor(cursor, [cursorPatterns.time, cursorPatterns.uuid]);
  return { acceptedAt: new Date(time), transferId };
}
