import { setTimeout as wait } from 'node:timers/promises';
import type { Shards } from '../../database/shards.ts';
import { type Digest, digest } from '../../projections/dump.ts';
import { emptyModels } from '../../projections/queries/empty-models.ts';
import { readOldestFact } from '../../projections/queries/read-oldest-fact.ts';
import { replaySources } from '../../replay/sources.ts';
import { readTimeoutSeconds, wholeNumber } from '../arguments.ts';
import { CliError } from '../cli-error.ts';
import { isOnThisMachine } from '../endpoint.ts';
import { interruptible } from '../interrupt.ts';
import type { Io } from '../io.ts';
import { exitCodes, type Output } from '../output.ts';
import { exitCodeOf, type ReplayReport, stateText } from '../replay/report.ts';
import {
  type FoundSource,
  findSource,
  openReplayEndpoint,
  type ReplayEndpoint,
  type ReplayLimits,
  type ReplaySpan,
  replay,
  wholeSecond,
} from '../replay/run.ts';
import { withRunningSystem } from '../running-system.ts';

export interface RebuildOptions {
  readonly archiveLag?: string;
  readonly timeout: string;
}

export interface Rebuilt {
  readonly before: Digest;
  readonly after: Digest;
  /** Whether every row is as before. Not so if money moved meanwhile. */
  readonly identical: boolean;
  readonly replays: readonly ReplayReport[];
}

/** On AWS an event may reach its archive up to ten minutes late. */
const awsArchiveLagSeconds = 600;

/**
 * Empties the read models and replays every fact, only to the rule of the projections. Money may move meanwhile: a fact published after
 * the models were emptied arrives by itself, an older one from the archive, and one that arrives both ways is taken once. Only a fact
 * that was consumed just before and is not yet archived could be missed, so if the archive lags, its newest part is replayed again
 * once the lag has passed.
 */
export async function projectionsRebuild(io: Io, options: RebuildOptions): Promise<Output> {
  const deadlineMs = performance.now() + readTimeoutSeconds(options.timeout) * 1000;
  const began = performance.now();
  const rebuilt = await withRunningSystem(io, async (system) => {
    const lagSeconds = lagOf(options.archiveLag, system.runtime.endpoint);
    const shards = { audit: await system.audit(), models: await system.projections() };
    const endpoint = openReplayEndpoint(system.runtime.endpoint);
    try {
      return await interruptible(io, (interrupted) =>
        rebuild(io, endpoint, shards, lagSeconds, { interrupted, deadlineMs }),
      );
    } finally {
      endpoint.close();
    }
  });
  const failed = rebuilt.replays.map(exitCodeOf).find((code) => code !== exitCodes.ok);
  const json = { ...rebuilt, seconds: Math.round(performance.now() - began) / 1000 };
  return { json, text: () => rebuiltText(json), exitCode: failed ?? exitCodes.ok };
}

function lagOf(typed: string | undefined, endpoint: string): number {
  if (typed !== undefined) return wholeNumber('--archive-lag', typed, 0, 3600);
  return isOnThisMachine(endpoint) ? 0 : awsArchiveLagSeconds;
}

/** The same databases as two roles. */
export interface RebuildShards {
  readonly audit: Shards;
  readonly models: Shards;
}

/** @throws CliError ArchiveTooShort, Interrupted */
export async function rebuild(
  io: Io,
  endpoint: ReplayEndpoint,
  { audit, models }: RebuildShards,
  lagSeconds: number,
  limits: ReplayLimits,
): Promise<Rebuilt> {
  const facts = await findSource(endpoint, 'facts', [replaySources.facts.rule]);
  await refuseToLoseFacts(audit, facts);
  const before = await digest(audit);
  await Promise.all(models.all.map(({ pool }) => emptyModels(pool)));
  const emptied = new Date();
  const replayed = (span: ReplaySpan) => replay(io, endpoint, audit, facts, span, limits);
  const replays = [await replayed({ from: wholeSecond(facts.archive.reachesBackTo), to: new Date() })];
  if (lagSeconds > 0 && !limits.interrupted.aborted) {
    const lagMs = lagSeconds * 1000;
    await waitUntil(emptied.getTime() + lagMs, limits.interrupted);
    // Twice the lag and up to now: clocks differ.
    if (!limits.interrupted.aborted)
      replays.push(await replayed({ from: wholeSecond(new Date(emptied.getTime() - 2 * lagMs)), to: new Date() }));
  }
  const after = await digest(audit);
  if (limits.interrupted.aborted)
    throw new CliError('Interrupted', 'the read models are only partly built; run zeroloss projections rebuild again');
  return { before, after, identical: before.sha256 === after.sha256, replays };
}

/** @throws CliError ArchiveTooShort */
async function refuseToLoseFacts(audit: Shards, { archive }: FoundSource): Promise<void> {
  const oldest = await Promise.all(audit.all.map(({ pool }) => readOldestFact(pool)));
  const lost = oldest.find((at) => at !== undefined && at < archive.reachesBackTo);
  if (!lost) return;
  throw new CliError(
    'ArchiveTooShort',
    `the read models hold facts from ${lost.toISOString()}, but the archive reaches back only to ${archive.reachesBackTo.toISOString()}: they cannot be built from it, and stay as they are`,
  );
}

async function waitUntil(timeMs: number, signal: AbortSignal): Promise<void> {
  await wait(Math.max(0, timeMs - Date.now()), undefined, { signal }).catch(() => {});
}

async function rebuiltText({
  before,
  after,
  identical,
  replays,
  seconds,
}: Rebuilt & { seconds: number }): Promise<string> {
  const { fields, table } = await import('../table.ts');
  const counts = table(
    [
      { when: 'before', ...before },
      { when: 'after', ...after },
    ],
    [
      { title: '', of: ({ when }) => when },
      { title: 'facts', of: ({ facts }) => String(facts), right: true },
      { title: 'transfers', of: ({ transferStatus }) => String(transferStatus), right: true },
      { title: 'account lines', of: ({ accountActivity }) => String(accountActivity), right: true },
      { title: 'SHA-256', of: ({ sha256 }) => sha256 },
    ],
  );
  const lines = replays.map(
    (each) => [each.replay, `${stateText(each)}: ${each.new} new, ${each.known} known`] as const,
  );
  const verdict = identical
    ? `Every row is as before, after ${seconds} s.`
    : `Rows differ: facts arrived meanwhile, or were missing before. ${seconds} s.`;
  return `${fields(lines)}\n\n${counts}\n\n${verdict}`;
}
