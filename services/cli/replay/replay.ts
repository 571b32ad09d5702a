import { readChoice, readTimeoutSeconds } from '../arguments.ts';
import { invalidInput } from '../cli-error.ts';
import { interruptible } from '../interrupt.ts';
import type { Io } from '../io.ts';
import type { Output } from '../output.ts';
import { withRunningSystem } from '../running-system.ts';
import { readTime } from './read-time.ts';
import { exitCodeOf, type ReplayReport, stateText } from './report.ts';
import { findSource, openReplayEndpoint, type ReplaySpan, replay, wholeSecond } from './run.ts';

export interface ReplayOptions {
  readonly from?: string;
  readonly to?: string;
  readonly rule?: readonly string[];
  readonly timeout: string;
}

/**
 * The counts are exact: a replayed event carries `replay-name`, and its consumer (intake for requests, the projections for facts)
 * counts it under that name in the transaction that consumes it, as new if it changed anything.
 */
export async function replayArchive(io: Io, what: string, options: ReplayOptions): Promise<Output> {
  const { rule: rules = [] } = options;
  const name = readChoice('what to replay', what, ['requests', 'facts']);
  const from = options.from === undefined ? undefined : readTime('--from', options.from);
  const to = options.to === undefined ? undefined : readTime('--to', options.to);
  const deadlineMs = performance.now() + readTimeoutSeconds(options.timeout) * 1000;
  const report = await withRunningSystem(io, async (system) => {
    const endpoint = openReplayEndpoint(system.runtime.endpoint);
    try {
      const source = await findSource(endpoint, name, rules);
      const span = spanOf(from, to, source.archive.reachesBackTo);
      const audit = await system.audit();
      return await interruptible(io, (interrupted) =>
        replay(io, endpoint, audit, source, span, { interrupted, deadlineMs }),
      );
    } finally {
      endpoint.close();
    }
  });
  const json = { source: name, rules, ...report };
  return { json, text: () => reportText(json), exitCode: exitCodeOf(report) };
}

function spanOf(from: Date | undefined, to: Date | undefined, oldest: Date): ReplaySpan {
  const now = new Date();
  const span = { from: from ?? wholeSecond(oldest), to: to ?? now };
  if (span.to > now) throw invalidInput(`--to is ${span.to.toISOString()}, which is in the future`);
  if (span.from >= span.to)
    throw invalidInput(`--from is ${span.from.toISOString()}; it must be before --to, ${span.to.toISOString()}`);
  return span;
}

type Report = ReplayReport & { readonly source: string; readonly rules: readonly string[] };

async function reportText(report: Report): Promise<string> {
  const { fields, time } = await import('../table.ts');
  return fields([
    ['replay', report.replay],
    ['state', stateText(report)],
    ['from', time(report.from)],
    ['to', time(report.to)],
    ['rules', report.rules.join(', ') || 'all of the bus'],
    ['delivered', `${report.delivered} ${report.source} in ${report.seconds} s`],
    ['new', String(report.new)],
    ['known', String(report.known)],
  ]);
}
