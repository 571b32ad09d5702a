import { fromMinorUnits } from '../../domain/money.ts';
import { listActivity } from '../../projections/queries/list-activity.ts';
import { readFacts } from '../../projections/queries/read-facts.ts';
import { readStatus } from '../../projections/queries/read-status.ts';
import { readLimit, readUuid } from '../arguments.ts';
import { CliError } from '../cli-error.ts';
import { cursorPatterns, mergePages, newestFirst, readCursor } from '../cursor.ts';
import type { Io } from '../io.ts';
import type { Output } from '../output.ts';
import { withRunningSystem } from '../running-system.ts';
import { transferView } from './view.ts';

/** A transfer as the facts tell it, about a second behind the ledger. */
export async function projectedTransfer(io: Io, text: string): Promise<Output> {
  const id = readUuid('transfer id', text);
  const [status, facts] = await withRunningSystem(io, async (system) => {
    const { pool } = (await system.audit()).of(id);
    return Promise.all([readStatus(pool, id), readFacts(pool, id)]);
  });
  if (!status) throw new CliError('TransferNotFound', `the read models have no fact about a transfer ${id}`);
  const transfer = { ...transferView(status), facts: facts.map(({ transferId: _, ...fact }) => fact) };
  return { json: transfer, text: async () => (await import('./text.ts')).transferText(transfer) };
}

export interface ActivityOptions {
  readonly limit: string;
  readonly after?: string;
}

/** Lines are stored with their transfers, so every shard may hold some of an account's. */
export async function projectedAccount(io: Io, id: string, options: ActivityOptions): Promise<Output> {
  const limit = readLimit(options.limit);
  const [time, eventId] =
    options.after === undefined ? [] : readCursor(options.after, [cursorPatterns.time, cursorPatterns.uuid]);
  const after = time && eventId ? { occurredAt: new Date(time), eventId } : undefined;
  const page = await withRunningSystem(io, async (system) => {
    const { all } = await system.audit();
    const perShard = await Promise.all(all.map(({ pool }) => listActivity(pool, id, after, limit + 1)));
    return mergePages(perShard, limit, newestFirst(keyOf), keyOf);
  });
  const activity = page.rows.map(({ accountId: _, amount, ...line }) => ({
    ...line,
    amount: fromMinorUnits(amount, line.currency),
  }));
  return {
    json: { account: id, activity, next: page.next ?? null },
    text: async () => (await import('./text.ts')).activityText(activity, page.next),
  };
}

function keyOf({ occurredAt, eventId }: { readonly occurredAt: Date; readonly eventId: string }): [string, string] {
  return [occurredAt.toISOString(), eventId];
}
