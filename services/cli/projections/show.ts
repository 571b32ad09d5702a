import { fromMinorUnits } from '../../domain/money.ts';
import { listActivity } from '../../projections/queries/list-activity.ts';
import { readFacts } from '../../projections/queries/read-facts.ts';
import { readStatus, type StatusRow } from '../../projections/queries/read-status.ts';
import { readLimit, readUuid } from '../arguments.ts';
import { cursorForms, mergePages, newestFirst, readCursor } from '../cursor.ts';
import type { Io } from '../io.ts';
import { CliError } from '../cli-error.ts';
import type { Output } from '../output.ts';
import { withRunningSystem } from '../running-system.ts';

/** What the facts say of a transfer, a second or so after the ledger knows it. */
export async function projectedTransfer(io: Io, text: string): Promise<Output> {
  const id = readUuid('transfer id', text);
  const [status, facts] = await withRunningSystem(io, async (system) => {
    const { pool } = (await system.audit()).of(id);
    return Promise.all([readStatus(pool, id), readFacts(pool, id)]);
  });
  if (!status) throw new CliError('TransferNotFound', `no fact of a transfer ${id} has come to the read models`);
  const transfer = { ...statusView(status), facts: facts.map(({ transferId: _, ...fact }) => fact) };
  return { json: transfer, text: async () => (await import('./text.ts')).transferText(transfer) };
}

export interface ProjectedTransfer extends Omit<StatusRow, 'amount'> {
  /** Decimal string in the units of the currency. */
  readonly amount: string;
}

function statusView({ amount, ...status }: StatusRow): ProjectedTransfer {
  return { ...status, amount: fromMinorUnits(amount, status.currency) };
}

export interface ActivityOptions {
  readonly limit: string;
  readonly after?: string;
}

/** Lines lie with their transfers, so every shard has some of an account's. */
export async function projectedAccount(io: Io, id: string, options: ActivityOptions): Promise<Output> {
  const limit = readLimit(options.limit);
  const [time, eventId] =
    options.after === undefined ? [] : readCursor(options.after, [cursorForms.time, cursorForms.uuid]);
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
