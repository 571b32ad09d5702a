import { identifyRequest } from '../../intake/request.ts';
import { readTimeoutSeconds } from '../arguments.ts';
import { interruptible } from '../interrupt.ts';
import type { Io } from '../io.ts';
import { type ExitCode, exitCodes, type Output } from '../output.ts';
import { progressBar } from '../progress.ts';
import { type RunningSystem, withRunningSystem } from '../running-system.ts';
import { openBus } from './bus.ts';
import { type Followed, follow, type Outcome } from './follow.ts';
import { type Input, jsonLines, openInput } from './input.ts';
import { publishLines } from './publish-lines.ts';

export interface PublishOptions {
  readonly follow?: boolean;
  readonly timeout: string;
}

interface Summary {
  published: number;
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
  /** With --follow: how the requests ended. */
  outcomes?: Record<Outcome | 'open', number>;
}

const maxFailuresShown = 20;

export async function publish(io: Io, file: string, options: PublishOptions): Promise<Output> {
  const timeoutMs = readTimeoutSeconds(options.timeout) * 1000;
  const input = await openInput(io, file);
  const summary: Summary = { published: 0, failed: 0, failures: [], unanswered: 0, seconds: 0, publishedPerSecond: 0 };
  try {
    await interruptible(io, (signal) => run({ io, input, summary, signal }, options.follow ?? false, timeoutMs));
  } catch (error) {
    // Report what was sent until then.
    if (summary.published + summary.failed + summary.unanswered === 0) throw error;
    summary.stopped = (error as Error).message;
  }
  if (summary.stopped) io.stderr.write(`zeroloss: stopped before the end of ${input.name}: ${summary.stopped}\n`);
  return { json: summary, text: () => summaryText(summary), exitCode: exitCodeOf(summary) };
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

/** @returns the requests to follow, if `remember` is set */
async function publishAll(
  { io, input, summary, signal }: Job,
  system: RunningSystem,
  remember: boolean,
): Promise<Followed[]> {
  const requests: Followed[] = [];
  const began = performance.now();
  const bar = await progressBar(io, 'published', input.size === undefined ? undefined : 'bytes', input.size ?? 0);
  const fail = (line: number, code: string, message: string) => {
    summary.failed += 1;
    if (summary.failures.length < maxFailuresShown) summary.failures.push({ line, code, message });
    io.stderr.write(`zeroloss: line ${line} of ${input.name} ${message} (${code})\n`);
  };
  const bus = openBus(system.runtime.endpoint);
  try {
    const lines = jsonLines(
      input,
      { onBytes: (bytes) => bar.advance(bytes), onInvalid: (line, problem) => fail(line, 'NotJson', problem) },
      signal,
    );
    await publishLines(bus, lines, {
      onPublished: (published) => {
        summary.published += published.length;
        if (remember) requests.push(...published.map(({ text }) => followed(text)));
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
  const outcomes = { Completed: 0, Rejected: 0, RolledBack: 0, Refused: 0, open: requests.length };
  summary.outcomes = outcomes;
  const bar = await progressBar(io, 'ended', 'requests', requests.length);
  try {
    await follow(await system.audit(), requests, {
      timeoutMs,
      signal,
      onOutcomes: (found) => {
        for (const outcome of found) outcomes[outcome] += 1;
        outcomes.open -= found.length;
        bar.advance(found.length);
      },
    });
  } finally {
    bar.stop();
  }
}

function exitCodeOf({ failed, published, stopped, outcomes }: Summary): ExitCode {
  if (failed > 0 || stopped) return exitCodes.error;
  if (!outcomes) return exitCodes.ok;
  if (outcomes.open > 0) return exitCodes.stillOpen;
  return outcomes.Completed === published ? exitCodes.ok : exitCodes.otherOutcome;
}

async function summaryText(summary: Summary): Promise<string> {
  const { published, failed, unanswered, seconds, publishedPerSecond, stopped, outcomes } = summary;
  const { fields } = await import('../table.ts');
  return fields([
    ['stopped', stopped],
    ['published', `${published} in ${seconds} s (${publishedPerSecond} per second)`],
    ['not sent', failed > 0 ? String(failed) : ''],
    ['unanswered', unanswered > 0 ? `${unanswered}, publish them again` : ''],
    ...Object.entries(outcomes ?? {}).map(([outcome, count]) => [outcome, count > 0 ? String(count) : ''] as const),
  ]);
}
