/** Sends all dead letters that wait for a person to their queues again. */
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Shards } from '../../database/shards.ts';
import { type DeadLetterKey, deadLettersOf, redrive } from '../../operator/dead-letters.ts';
import type { Note } from '../../operator/note.ts';
import { interruptible } from '../interrupt.ts';
import type { Io } from '../io.ts';
import { exitCodes, type Output } from '../output.ts';
import { progressBar } from '../progress.ts';
import { refusedByOperator } from '../refused-by-operator.ts';
import type { RedriveSummary } from './view.ts';

export interface RedriveJob {
  readonly io: Io;
  readonly shards: Shards;
  readonly sqs: SQSClient;
  readonly note: Note;
}

const maxFailuresShown = 20;
/** One message that its queue refuses holds back no other; an endpoint that is gone ends it. */
const maxFailuresInARow = 10;

/** Those that wait when it begins: one that comes back meanwhile is not sent again and again. */
export async function redriveAll(job: RedriveJob, queue: string | undefined): Promise<Output> {
  const ids = await openIds(job.shards, queue);
  const summary: RedriveSummary = { redriven: 0, endedMeanwhile: 0, notSent: 0, failures: [] };
  const bar = await progressBar(job.io, 'redriven', 'dead letters', ids.length);
  try {
    await interruptible(job.io, (signal) => redriveEach(job, ids, summary, signal, () => bar.advance(1)));
  } finally {
    bar.stop();
  }
  const exitCode = summary.stopped || summary.notSent > 0 ? exitCodes.error : exitCodes.ok;
  return { json: summary, text: async () => (await import('./text.ts')).redrivenText(summary), exitCode };
}

async function redriveEach(
  job: RedriveJob,
  ids: readonly string[],
  summary: RedriveSummary,
  signal: AbortSignal,
  advance: () => void,
): Promise<void> {
  let failuresInARow = 0;
  for (const id of ids) {
    failuresInARow = (await redriveNext(job, id, summary)) ? 0 : failuresInARow + 1;
    advance();
    if (signal.aborted) summary.stopped = 'interrupted';
    if (failuresInARow === maxFailuresInARow) summary.stopped = `${failuresInARow} in a row were not taken`;
    if (summary.stopped) return;
  }
}

/** @returns whether its queue has it */
async function redriveNext({ shards, sqs, note }: RedriveJob, id: string, summary: RedriveSummary): Promise<boolean> {
  const ended = await redrive(shards, sqs, id, note);
  if (ended.ok) summary.redriven += 1;
  else if (ended.refusal === 'DeadLetterEnded') summary.endedMeanwhile += 1;
  else if (ended.refusal === 'NotSent') {
    summary.notSent += 1;
    if (summary.failures.length < maxFailuresShown) summary.failures.push({ id, message: ended.message });
    return false;
  } else throw refusedByOperator(ended);
  return true;
}

const idsPerPage = 1000;

/** Oldest first over all shards. */
async function openIds(shards: Shards, queue: string | undefined): Promise<string[]> {
  const all: DeadLetterKey[] = [];
  for (let after: DeadLetterKey | undefined; ; ) {
    const perShard = await deadLettersOf(shards, { queue, after, limit: idsPerPage });
    const page = perShard.flat().sort(oldestFirst).slice(0, idsPerPage);
    all.push(...page.map(({ parkedAt, id }) => ({ parkedAt, id })));
    after = page.at(-1);
    if (page.length < idsPerPage) return all.map(({ id }) => id);
  }
}

function oldestFirst(left: DeadLetterKey, right: DeadLetterKey): number {
  return left.parkedAt.getTime() - right.parkedAt.getTime() || (left.id < right.id ? -1 : 1);
}
