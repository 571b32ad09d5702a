import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { identifyRequest } from '../../intake/request.ts';
import { type Answer, CliError, type ExitCode, exitCodes } from '../answer.ts';
import { readTimeoutSeconds } from '../arguments.ts';
import { openBus } from '../bus.ts';
import { type Followed, follow, type Outcome } from '../follow.ts';
import type { Io } from '../io.ts';
import { type Progress, progressBar } from '../progress.ts';
import { type Line, publishLines } from '../publishing.ts';
import { type RunningSystem, withRunningSystem } from '../running-system.ts';

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
  seconds: number;
  publishedPerSecond: number;
  /** With --follow: how the requests ended. */
  outcomes?: Record<Outcome | 'open', number>;
}

const mostFailuresShown = 20;

export async function publish(io: Io, file: string, options: PublishOptions): Promise<Answer> {
  const timeoutMs = readTimeoutSeconds(options.timeout) * 1000;
  const input = await openInput(io, file);
  const summary: Summary = { published: 0, failed: 0, failures: [], seconds: 0, publishedPerSecond: 0 };
  await withRunningSystem(io, async (system) => {
    const requests = await publishAll(io, system, input, summary, options.follow ?? false);
    if (options.follow) summary.outcomes = await followAll(io, system, requests, timeoutMs);
  });
  return { json: summary, text: () => summaryText(summary), exitCode: exitCodeOf(summary) };
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
    const { size } = await stat(file);
    const stream = createReadStream(file);
    await new Promise((resolve, reject) => stream.once('open', resolve).once('error', reject));
    return { name: file, stream, size };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new CliError('CannotRead', `${file} can not be read (${code})`, { cause });
  }
}

/** @returns what tells the requests, where they are to be followed. */
async function publishAll(
  io: Io,
  system: RunningSystem,
  input: Input,
  summary: Summary,
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
    await publishLines(bus, soundLines(input.stream, fail, bar), {
      onPublished: (lines) => {
        summary.published += lines.length;
        if (remember) requests.push(...lines.map(({ text }) => followed(text)));
      },
      onFailed: ({ number }, { code, message }) => fail(number, code, `was not taken by the bus: ${message}`),
    });
  } finally {
    bar.stop();
    bus.close();
  }
  summary.seconds = Math.round(performance.now() - began) / 1000;
  summary.publishedPerSecond = Math.round((summary.published / Math.max(summary.seconds, 0.001)) * 10) / 10;
  return requests;
}

/** Lines that hold a JSON object; empty ones are passed over. */
async function* soundLines(
  stream: Readable,
  fail: (line: number, code: string, message: string) => void,
  bar: Progress,
): AsyncGenerator<Line> {
  let number = 0;
  for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    bar.advance(Buffer.byteLength(text) + 1);
    if (text.trim() === '') continue;
    const problem = problemOf(text);
    if (problem) fail(number, 'NotJson', problem);
    else yield { number, text };
  }
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
  io: Io,
  system: RunningSystem,
  requests: readonly Followed[],
  timeoutMs: number,
): Promise<Record<Outcome | 'open', number>> {
  const outcomes = { Completed: 0, Rejected: 0, RolledBack: 0, Refused: 0, open: 0 };
  const bar = await progressBar(io, 'ended', 'requests', requests.length);
  try {
    const open = await follow(await system.audit(), requests, {
      timeoutMs,
      onOutcomes: (found) => {
        for (const outcome of found) outcomes[outcome] += 1;
        bar.advance(found.length);
      },
    });
    outcomes.open = open.length;
  } finally {
    bar.stop();
  }
  return outcomes;
}

function exitCodeOf({ failed, published, outcomes }: Summary): ExitCode {
  if (failed > 0) return exitCodes.error;
  if (!outcomes) return exitCodes.ok;
  if (outcomes.open > 0) return exitCodes.stillOpen;
  return outcomes.Completed === published ? exitCodes.ok : exitCodes.otherOutcome;
}

async function summaryText({ published, failed, seconds, publishedPerSecond, outcomes }: Summary): Promise<string> {
  const { fields } = await import('../table.ts');
  return fields([
    ['published', `${published} in ${seconds} s (${publishedPerSecond} per second)`],
    ['not sent', failed > 0 ? String(failed) : ''],
    ...Object.entries(outcomes ?? {}).map(([outcome, count]) => [outcome, count > 0 ? String(count) : ''] as const),
  ]);
}
