import { readChoice, readLimit } from '../arguments.ts';
import { cursorPatterns, mergePages, newestFirst, readCursor } from '../cursor.ts';
import type { Io } from '../io.ts';
import type { Output } from '../output.ts';
import { withRunningSystem } from '../running-system.ts';
import { readAllShards } from '../typed-reads.ts';
import { listTransfers, type TransferFilter } from './queries/list-transfers.ts';
import { transferSummary } from './view.ts';

export interface TransferListOptions {
  readonly outcome?: string;
  readonly account?: string;
  readonly limit: string;
  readonly after?: string;
}

export async function transferList(io: Io, options: TransferListOptions): Promise<Output> {
  const limit = readLimit(options.limit);
  const filter = readFilter(options);
  const page = await withRunningSystem(io, async ({ runtime }) => {
    const perShard = await readAllShards(runtime.auditUrls, (shard) => listTransfers(shard, filter, limit + 1));
    return mergePages(perShard, limit, newestFirst(keyOf), keyOf);
  });
  const transfers = page.rows.map(transferSummary);
  return {
    json: { transfers, next: page.next ?? null },
    text: async () => (await import('./text.ts')).summariesText(transfers, page.next),
  };
}

function readFilter({ outcome, account, after }: TransferListOptions): TransferFilter {
  const [time, id] = after === undefined ? [] : readCursor(after, [cursorPatterns.time, cursorPatterns.uuid]);
  return {
    outcome:
      outcome === undefined
        ? undefined
        : readChoice('--outcome', outcome, ['Completed', 'Rejected', 'RolledBack', 'Open']),
    account,
    after: time && id ? { acceptedAt: new Date(time), id } : undefined,
  };
}

function keyOf({
  acceptedAt,
  transferId,
}: {
  readonly acceptedAt: Date;
  readonly transferId: string;
}): [string, string] {
  return [acceptedAt.toISOString(), transferId];
}
