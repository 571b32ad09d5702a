import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { identifyRequest } from '../../intake/request.ts';
import { readTimeoutSeconds } from '../arguments.ts';
import { interruptible } from '../interrupt.ts';
import type { Io } from '../io.ts';
import { CliError } from '../cli-error.ts';
import { type Output, type ExitCode, exitCodes } from '../output.ts';
import { type Progress, progressBar } from '../progress.ts';
import { type RunningSystem, withRunningSystem } from '../running-system.ts';
import { openBus } from './bus.ts';
import { type Followed, follow, type Outcome } from './follow.ts';
import { type Line, publishLines } from './publish-lines.ts';

export interface PublishOptions {
  readonly follow?: boolean;
  readonly timeout: string;
}

interface Summary {
  published: number;
  /** Lines that could not be sent. */
  failed: number;
  /** The first of them. */
  readonly failures: { readonly line: number; readonly code: string; readonly message: string }[];
  /** Lines whose call failed as a whole, which may have been taken or not. To publish them again is safe: the key says so. */
  unanswered: number;
  /** Why not all of the input was sent or followed. */
  stopped?: string;
  seconds: number;
  publishedPerSecond: number;
  /** With --follow: how the requests ended. */
  outcomes?: Record<Outcome | 'open', number>;
}

const mostFailuresShown = 20;

export async function publish(io: Io, file: string, options: PublishOptions): Promise<Output> {
  const timeoutMs = readTimeoutSeconds(options.timeout) * 1000;
  const input = await openInput(io, file);
  const summary: Summary = { published: 0, failed: 0, failures: [], unanswered: 0, seconds: 0, publishedPerSecond: 0 };
  try {
    await interruptible(io, (signal) => run({ io, input, summary, signal }, options.follow ?? false, timeoutMs));
  } catch (error) {
    // What was sent until then is told all the same.
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

interface Input {
  readonly name: string;
  readonly stream: Readable;
  /** Bytes, where they are known. */
  readonly size: number | undefined;
}

async function openInput({ stdin }: Io, file: string): Promise<Input> {
  if (file === '-') return { name: 'standard input', stream: stdin, size: undefined };
  try {
    const found = await stat(file);
    if (found.isDirectory()) throw new CliError('CannotRead', `${file} is a directory; name a file of JSON lines`);
    const stream = createReadStream(file);
    await new Promise((resolve, reject) => stream.once('open', resolve).once('error', reject));
    return { name: file, stream, size: found.isFile() ? found.size : undefined };
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    throw new CliError('CannotRead', `${file} cannot be read (${code})`, { cause });
  }
}

/** @returns what tells the requests, where they are to be followed. */
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
    if (summary.failures.length < mostFailuresShown) summary.failures.push({ line, code, message });
    io.stderr.write(`zeroloss: line ${line} of ${input.name} ${message} (${code})\n`);
  };
  const bus = openBus(system.runtime.endpoint);
  try {
    await publishLines(bus, soundLines(input, fail, bar, signal), {
      onPublished: (lines) => {
        summary.published += lines.length;
        if (remember) requests.push(...lines.map(({ text }) => followed(text)));
      },
      onFailed: ({ number }, { code, message }) => fail(number, code, `was not taken by the bus: ${message}`),
      onUnanswered: (lines) => {
        summary.unanswered += lines.length;
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

/** Lines that hold a JSON object; empty ones are passed over. @throws CliError when the input cannot be read to its end */
async function* soundLines(
  { name, stream }: Input,
  fail: (line: number, code: string, message: string) => void,
  bar: Progress,
  signal: AbortSignal,
): AsyncGenerator<Line> {
  let number = 0;
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY, signal });
  let broken: Error | undefined;
  stream.on('error', (error) => {
    broken = error;
    lines.close();
  });
  for await (const read of lines) {
    if (signal.aborted) return;
    number += 1;
    const text = number === 1 ? read.replace(/^\ufeff/, '') : read; // the mark that some editors begin a file with
    bar.advance(Buffer.byteLength(read) + 1);
    if (text.trim() === '') continue;
    const problem = problemOf(text);
    if (problem) fail(number, 'NotJson', problem);
    else yield { number, text };
  }
  if (broken) throw new CliError('CannotRead', `${name} cannot be read after line ${number} (${broken.message})`);
}

function problemOf(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : 'is no JSON object';
  } catch (error) {
    return `is not JSON: ${(error as Error).message}`;
  }
}

/** Without the request's own text: millions may be followed. */
function followed(text: string): Followed {
  const { transferId, requestId, payloadHash, placedBy } = identifyRequest(JSON.parse(text));
  return { transferId, requestId, payloadHash, placedBy };
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
    ['unanswered', unanswered > 0 ? `${unanswered}, to be published again` : ''],
    ...Object.entries(outcomes ?? {}).map(([outcome, count]) => [outcome, count > 0 ? String(count) : ''] as const),
  ]);
}
