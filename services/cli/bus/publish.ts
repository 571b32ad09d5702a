import { identifyRequest } from '../../intake/request.ts';
import { readTimeoutSeconds } from '../arguments.ts';
import { interruptible } from '../interrupt.ts';
import type { Io } from '../io.ts';
import { type ExitCode, exitCodes, type Output } from '../output.ts';
import { printableLine } from '../printable.ts';
import { progressBar } from '../progress.ts';
import { type RunningSystem, withRunningSystem } from '../running-system.ts';
import { openBus } from './bus.ts';
import { FirstLines } from './first-lines.ts';
import { type Followed, follow, type Outcome } from './follow.ts';
import { type Input, jsonLines, openInput } from './input.ts';
import { publishLines } from './publish-lines.ts';

export interface PublishOptions {
  readonly follow?: boolean;
  readonly timeout: string;
}

interface Summary {
  /** Lines. */
  published: number;
  /** That these lines name by their keys: lines with one key are one transfer. */
  transfers: number;
  /** Lines whose key another line has. */
  sameKey: number;
  /** The first of them. */
  readonly sameKeys: SameKey[];
  /** Lines that could not be sent. */
  failed: number;
  /** The first of them, with the reason. */
  readonly failures: { readonly line: number; readonly code: string; readonly message: string }[];
  /** Lines whose whole call failed: they may be on the bus or not. Publishing them again is safe, as each has its key. */
  unanswered: number;
  /** Why the input was not sent or followed to its end. */
  stopped?: string;
  seconds: number;
  publishedPerSecond: number;
  /** With --follow: how the transfers and the refused requests ended, each counted once, and how many lines are open. */
  outcomes?: Record<Outcome | 'open', number>;
}

interface SameKey {
  readonly line: number;
  readonly firstLine: number;
}

const maxShown = 20;

export async function publish(io: Io, file: string, options: PublishOptions): Promise<Output> {
  const timeoutMs = readTimeoutSeconds(options.timeout) * 1000;
  const input = await openInput(io, file);
  const summary = emptySummary();
  try {
    await interruptible(io, (signal) => run({ io, input, summary, signal }, options.follow ?? false, timeoutMs));
  } catch (error) {
    // Report what was sent until then.
    if (summary.published + summary.failed + summary.unanswered === 0) throw error;
    summary.stopped = (error as Error).message;
  }
  if (summary.stopped) warn(io, `stopped before the end of ${input.name}: ${summary.stopped}`);
  return { json: summary, text: () => summaryText(summary), exitCode: exitCodeOf(summary) };
}

function emptySummary(): Summary {
  return {
    ...{ published: 0, transfers: 0, sameKey: 0, sameKeys: [] },
    ...{ failed: 0, failures: [], unanswered: 0, seconds: 0, publishedPerSecond: 0 },
  };
}

async function run(job: Job, isFollowed: boolean, timeoutMs: number): Promise<void> {
  await withRunningSystem(job.io, async (system) => {
    const requests = await publishAll(job, system, isFollowed);
    if (isFollowed) await followAll(job, system, requests, timeoutMs);
  });
  if (job.signal.aborted) job.summary.stopped = 'interrupted';
}

interface Job {
  readonly io: Io;
  readonly input: Input;
  readonly summary: Summary;
  readonly signal: AbortSignal;
}

function warn({ stderr }: Io, sentence: string): void {
  stderr.write(`zeroloss: ${printableLine(sentence)}\n`);
}

/** @returns the requests to follow, if `remember` is set */
async function publishAll(
  { io, input, summary, signal }: Job,
  system: RunningSystem,
  remember: boolean,
): Promise<Followed[]> {
  const requests: Followed[] = [];
  const keys = new FirstLines();
  const seen = new FirstLines();
  const began = performance.now();
  const bar = await progressBar(io, 'published', input.size === undefined ? undefined : 'bytes', input.size ?? 0);
  const fail = (line: number, code: string, message: string) => {
    summary.failed += 1;
    if (summary.failures.length < maxShown) summary.failures.push({ line, code, message });
    warn(io, `line ${line} of ${input.name} ${message} (${code})`);
  };
  const bus = openBus(system.runtime.endpoint);
  try {
    const lines = jsonLines(input, { onBytes: (bytes) => bar.advance(bytes), onInvalid: fail }, signal);
    await publishLines(bus, lines, {
      onPublished: (published) => {
        summary.published += published.length;
        for (const line of published) {
          const request = followed(line.text);
          countTransfer(summary, keys, line.number, request.transferId);
          if (remember && seen.add(request.requestId, line.number) === undefined) requests.push(request);
        }
      },
      onFailed: ({ number }, { code, message }) => fail(number, code, `was not taken by the bus: ${message}`),
      onUnanswered: (unanswered) => {
        summary.unanswered += unanswered.length;
      },
    });
  } finally {
    bar.stop();
    bus.close();
    summary.seconds = Math.round(performance.now() - began) / 1000;
    summary.publishedPerSecond = Math.round((summary.published / Math.max(summary.seconds, 0.001)) * 10) / 10;
  }
  return requests;
}

function countTransfer(summary: Summary, keys: FirstLines, line: number, transferId: string | undefined): void {
  if (transferId === undefined) return;
  const other = keys.add(transferId, line);
  summary.transfers = keys.size;
  if (other === undefined) return;
  summary.sameKey += 1;
  // Batches are answered in any order.
  const pair = { line: Math.max(line, other), firstLine: Math.min(line, other) };
  if (summary.sameKeys.length < maxShown) summary.sameKeys.push(pair);
}

/** Without the request's text: millions may be followed. */
function followed(text: string): Followed {
  const { transferId, requestId, payloadHash, shardKey } = identifyRequest(JSON.parse(text));
  return { transferId, requestId, payloadHash, shardKey };
}

async function followAll(
  { io, summary, signal }: Job,
  system: RunningSystem,
  requests: readonly Followed[],
  timeoutMs: number,
): Promise<void> {
  const counted = new FirstLines();
  const outcomes = { Completed: 0, Rejected: 0, RolledBack: 0, Refused: 0, open: requests.length };
  summary.outcomes = outcomes;
  const bar = await progressBar(io, 'ended', 'requests', requests.length);
  try {
    await follow(await system.audit(), requests, {
      timeoutMs,
      signal,
      onOutcomes: (found) => {
        for (const { id, outcome } of found) if (counted.add(id, 1) === undefined) outcomes[outcome] += 1;
        outcomes.open -= found.length;
        bar.advance(found.length);
      },
    });
  } finally {
    bar.stop();
  }
}

function exitCodeOf({ failed, stopped, outcomes }: Summary): ExitCode {
  if (failed > 0 || stopped) return exitCodes.error;
  if (!outcomes) return exitCodes.ok;
  if (outcomes.open > 0) return exitCodes.stillOpen;
  return outcomes.Rejected + outcomes.RolledBack + outcomes.Refused > 0 ? exitCodes.otherOutcome : exitCodes.ok;
}

async function summaryText(summary: Summary): Promise<string> {
  const { published, transfers, failed, unanswered, seconds, publishedPerSecond, stopped, outcomes } = summary;
  const { fields } = await import('../table.ts');
  const counts = `${counted(published, 'line')}, ${counted(transfers, 'transfer')}`;
  return fields([
    ['stopped', stopped],
    ['published', `${counts} in ${seconds} s (${publishedPerSecond} per second)`],
    ['same key', sameKeyText(summary)],
    ['not sent', failed > 0 ? String(failed) : ''],
    ['unanswered', unanswered > 0 ? `${unanswered}, publish them again` : ''],
    ...Object.entries(outcomes ?? {}).map(([outcome, count]) => [outcome, count > 0 ? String(count) : ''] as const),
  ]);
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** `line 2 has the key of line 1; and 3 more` */
function sameKeyText({ sameKey, sameKeys }: Summary): string {
  const shown = sameKeys.slice(0, 3).map(({ line, firstLine }) => `line ${line} has the key of line ${firstLine}`);
  return [...shown, ...(sameKey > shown.length ? [`and ${sameKey - shown.length} more`] : [])].join('; ');
}
