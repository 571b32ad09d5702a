/** Runs a replay of an archive through EventBridge's API: the same on this machine, LocalStack and AWS. */
import { setTimeout as wait } from 'node:timers/promises';
import {
  CancelReplayCommand,
  DescribeReplayCommand,
  type DescribeReplayResponse,
  type EventBridgeClient,
  StartReplayCommand,
} from '@aws-sdk/client-eventbridge';
import type { Archive } from './archive.ts';

export interface Replay {
  readonly name: string;
  readonly archive: Archive;
  readonly from: Date;
  readonly to: Date;
  /** ARNs of the rules that get the events. Empty: every rule of the bus. */
  readonly rules: readonly string[];
}

export interface ReplayWatch {
  /** An abort cancels the replay. */
  readonly signal: AbortSignal;
  /** By `performance.now()`. After it the replay goes on, and nobody waits for it. */
  readonly deadlineMs: number;
  /** Gets the progress, 0 to 1, by the time of the last replayed event. */
  readonly onProgress: (fraction: number) => void;
}

/** How it ended; `RUNNING` if the deadline came first. */
export interface ReplayEnd {
  readonly state: 'COMPLETED' | 'CANCELLED' | 'FAILED' | 'RUNNING';
  /** In AWS's words, if it gives a reason. */
  readonly reason: string | undefined;
}

const minWaitMs = 100;
const maxWaitMs = 5000;

export async function runReplay(events: EventBridgeClient, replay: Replay, watch: ReplayWatch): Promise<ReplayEnd> {
  await events.send(
    new StartReplayCommand({
      ReplayName: replay.name,
      EventSourceArn: replay.archive.arn,
      EventStartTime: replay.from,
      EventEndTime: replay.to,
      Destination: {
        Arn: replay.archive.busArn,
        ...(replay.rules.length > 0 ? { FilterArns: [...replay.rules] } : {}),
      },
    }),
  );
  let cancelled = false;
  for (let waitMs = minWaitMs; ; waitMs = Math.min(waitMs * 1.3, maxWaitMs)) {
    if (watch.signal.aborted && !cancelled) {
      cancelled = true;
      await cancel(events, replay.name);
    }
    const description = await events.send(new DescribeReplayCommand({ ReplayName: replay.name }));
    const state = endOf(description);
    if (state) return { state, reason: description.StateReason };
    watch.onProgress(fractionOf(replay, description));
    if (performance.now() > watch.deadlineMs) return { state: 'RUNNING', reason: undefined };
    // An abort ends the wait early once. After it the replay is being cancelled, and we wait for that.
    await wait(waitMs, undefined, cancelled ? {} : { signal: watch.signal }).catch(() => {});
  }
}

function endOf({ State }: DescribeReplayResponse): ReplayEnd['state'] | undefined {
  return State === 'COMPLETED' || State === 'CANCELLED' || State === 'FAILED' ? State : undefined;
}

function fractionOf({ from, to }: Replay, { EventLastReplayedTime: last }: DescribeReplayResponse): number {
  if (!last) return 0;
  return Math.min(1, Math.max(0, (last.getTime() - from.getTime()) / Math.max(1, to.getTime() - from.getTime())));
}

/** If the replay has ended meanwhile, AWS refuses: the next look shows how it ended. */
async function cancel(events: EventBridgeClient, name: string): Promise<void> {
  await events.send(new CancelReplayCommand({ ReplayName: name })).catch((error: unknown) => {
    if (!(error instanceof Error && error.name === 'IllegalStatusException')) throw error;
  });
}
