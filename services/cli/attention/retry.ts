import type { Shards } from '../../database/shards.ts';
import { listNeedingAttention } from '../../operator/attention.ts';
import type { AttentionKey } from '../../operator/queries/list-attention.ts';
import { type Retried, retryTransfers } from '../../operator/retry.ts';
import { readUuid } from '../arguments.ts';
import { invalidInput } from '../cli-error.ts';
import { interruptible } from '../interrupt.ts';
import type { Io } from '../io.ts';
import { exitCodes, type Output } from '../output.ts';
import { progressLine } from '../progress.ts';
import { refusedByOperator } from '../refused-by-operator.ts';
import { type RunningSystem, withRunningSystem } from '../running-system.ts';

export async function attentionRetry(io: Io, typed: string | undefined, options: { readonly all?: boolean }) {
  if ((typed === undefined) === (options.all === undefined))
    throw invalidInput('name one transfer, or all that need attention with --all');
  return typed === undefined ? retryAll(io) : retryOne(io, readUuid('transfer id', typed));
}

async function retryOne(io: Io, transferId: string): Promise<Output> {
  const [result] = await withRunningSystem(io, async (system) =>
    retryTransfers(await system.service(), [transferId], system.runtime.openBoundSeconds),
  );
  if (!result) throw new Error(`the retry of ${transferId} has no result`);
  if (!result.ok) throw refusedByOperator(result);
  const { attempt, isNew } = result;
  return { json: { transferId, attempt, isNew }, text: () => sentenceOf(result) };
}

function sentenceOf({ transferId, attempt, isNew }: Retried): string {
  return isNew
    ? `attempt ${attempt} of ${transferId} starts within a minute; follow it with zeroloss attention show ${transferId}`
    : `attempt ${attempt} of ${transferId} was asked for already and starts within a minute`;
}

/** In one transaction per database. */
const transfersPerPage = 100;

interface Summary {
  /** Attempts that were written now. */
  started: number;
  /** Transfers whose attempt was written before and waits for its start. */
  waiting: number;
  /** Transfers that have ended meanwhile. */
  ended: number;
  stopped?: string;
}

async function retryAll(io: Io): Promise<Output> {
  const summary: Summary = { started: 0, waiting: 0, ended: 0 };
  const line = progressLine(io);
  await interruptible(io, (signal) =>
    withRunningSystem(io, async (system) => {
      for await (const page of retriedPages(system)) {
        add(summary, page);
        line.show(`${summary.started + summary.waiting + summary.ended} transfers`);
        if (!signal.aborted) continue;
        summary.stopped = 'interrupted';
        break;
      }
    }),
  ).finally(() => line.clear());
  const exitCode = summary.stopped ? exitCodes.error : exitCodes.ok;
  return { json: summary, text: () => summaryText(summary), exitCode };
}

async function* retriedPages(system: RunningSystem) {
  const shards: Shards = await system.service();
  let after: AttentionKey | undefined;
  for (let hasMore = true; hasMore; ) {
    const page = await listNeedingAttention(shards, { after, includeAcknowledged: true, limit: transfersPerPage });
    const ids = page.transfers.map(({ transferId }) => transferId);
    yield await retryTransfers(shards, ids, system.runtime.openBoundSeconds);
    after = page.transfers.at(-1);
    hasMore = page.hasMore;
  }
}

function add(summary: Summary, results: Awaited<ReturnType<typeof retryTransfers>>): void {
  for (const result of results) {
    if (!result.ok) summary.ended += 1;
    else if (result.isNew) summary.started += 1;
    else summary.waiting += 1;
  }
}

async function summaryText({ started, waiting, ended, stopped }: Summary): Promise<string> {
  if (started + waiting + ended === 0 && !stopped) return 'no transfer needs attention';
  const { fields } = await import('../table.ts');
  return fields([
    ['stopped', stopped && `${stopped}; the rest was left as it is`],
    ['attempts', `${started} start within a minute`],
    ['waiting', waiting > 0 ? `${waiting} were asked for already` : ''],
    ['ended', ended > 0 ? `${ended} meanwhile` : ''],
  ]);
}
