/** Replays an archive and waits until the events are consumed. */
import { randomBytes } from 'node:crypto';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Shards } from '../../database/shards.ts';
import { type Archive, describeArchive, ReplayTargetNotFound, ruleArn } from '../../replay/archive.ts';
import { runReplay } from '../../replay/run-replay.ts';
import { type ReplaySource, replaySources } from '../../replay/sources.ts';
import { waitUntilConsumed } from '../../replay/wait-until-consumed.ts';
import { CliError } from '../cli-error.ts';
import { clientConfig, isOnThisMachine } from '../endpoint.ts';
import type { Io } from '../io.ts';
import { progressBar, progressLine } from '../progress.ts';
import type { ReplayReport } from './report.ts';

export type SourceName = keyof typeof replaySources;

export interface ReplayEndpoint {
  readonly events: EventBridgeClient;
  readonly sqs: SQSClient;
  /** How long a queue must not change to count as consumed. */
  readonly quietMs: number;
  close(): void;
}

export function openReplayEndpoint(endpoint: string): ReplayEndpoint {
  const events = new EventBridgeClient(clientConfig(endpoint));
  const sqs = new SQSClient(clientConfig(endpoint));
  const close = () => {
    events.destroy();
    sqs.destroy();
  };
  return { events, sqs, quietMs: isOnThisMachine(endpoint) ? 2000 : 60_000, close };
}

export interface FoundSource {
  readonly source: ReplaySource;
  readonly archive: Archive;
  readonly ruleArns: readonly string[];
}

/** @throws CliError NotFound if there is no such archive or rule */
export async function findSource(
  { events }: ReplayEndpoint,
  name: SourceName,
  rules: readonly string[],
): Promise<FoundSource> {
  const source = replaySources[name];
  try {
    const archive = await describeArchive(events, source.archive);
    return { source, archive, ruleArns: await Promise.all(rules.map((rule) => ruleArn(events, archive.busArn, rule))) };
  } catch (error) {
    throw error instanceof ReplayTargetNotFound ? new CliError('NotFound', error.message, { cause: error }) : error;
  }
}

export interface ReplaySpan {
  readonly from: Date;
  readonly to: Date;
}

export interface ReplayLimits {
  readonly interrupted: AbortSignal;
  /** `performance.now()` */
  readonly deadlineMs: number;
}

/** @throws CliError TooManyReplays */
export async function replay(
  io: Io,
  endpoint: ReplayEndpoint,
  audit: Shards,
  { source, archive, ruleArns }: FoundSource,
  { from, to }: ReplaySpan,
  { interrupted, deadlineMs }: ReplayLimits,
): Promise<ReplayReport> {
  const began = performance.now();
  const name = `${source.archive}-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}-${randomBytes(4).toString('hex')}`;
  const bar = await progressBar(
    io,
    'replayed',
    'seconds of the archive',
    Math.ceil((to.getTime() - from.getTime()) / 1000),
  );
  const line = progressLine(io);
  let done = 0;
  try {
    const watch = {
      signal: interrupted,
      deadlineMs,
      onProgress: (fraction: number) => {
        const seconds = Math.floor((fraction * (to.getTime() - from.getTime())) / 1000);
        bar.advance(Math.max(0, seconds - done));
        done = Math.max(done, seconds);
      },
    };
    const end = await runReplay(endpoint.events, { name, archive, from, to, rules: ruleArns }, watch).catch(tooMany);
    bar.stop();
    const { consumed, brought } = await waitUntilConsumed(
      endpoint.sqs,
      audit,
      { queue: source.queue, consumer: source.consumer, replay: name },
      {
        signal: interrupted,
        deadlineMs,
        quietMs: endpoint.quietMs,
        onProgress: (so) => line.show(`consumed ${so.delivered}: ${so.new} new, ${so.known} known`),
      },
    );
    const seconds = Math.round(performance.now() - began) / 1000;
    const span = { from: from.toISOString(), to: to.toISOString() };
    return { replay: name, ...span, state: end.state, reason: end.reason ?? null, consumed, ...brought, seconds };
  } finally {
    bar.stop();
    line.clear();
  }
}

function tooMany(error: unknown): never {
  if (!(error instanceof Error && error.name === 'LimitExceededException')) throw error;
  throw new CliError('TooManyReplays', 'ten replays run already, the maximum; wait for one to end', {
    cause: error,
  });
}

/** AWS keeps an event's time in whole seconds. */
export function wholeSecond(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1000) * 1000);
}
