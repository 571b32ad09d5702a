import type { Timer } from '../../core/clock.ts';
import type { Payload } from '../json/payload.ts';
import type { Machine, Revision } from './machine.ts';

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** The state that an execution is in. */
export interface Position {
  readonly name: string;
  /** The state's input before InputPath. */
  readonly input: Payload;
  readonly enteredMs: number;
  /** Id of the `…StateEntered` event. */
  readonly enteredEventId: number;
  /** How often the task was retried, and by which retrier. */
  retryCount: number;
  attempts: number[];
  /** The token of the task's present attempt, if it waits for a callback. */
  token: string | undefined;
}

/** What a running execution waits for; times on the cloud's clock. */
export type Waiting =
  | { readonly kind: 'delay'; readonly untilMs: number }
  | { readonly kind: 'retry'; readonly untilMs: number }
  | {
      readonly kind: 'callback';
      readonly token: string;
      readonly timeoutMs: number | undefined;
      readonly heartbeatMs: number | undefined;
      readonly heartbeatSeconds: number | undefined;
    };

/** An event of the history as it is stored; the time is in milliseconds since the epoch. */
export type StoredEvent = readonly [
  id: number,
  previousId: number,
  ms: number,
  type: string,
  details: EventDetails | undefined,
];

export type EventDetails = Readonly<Record<string, unknown>>;

export interface Ending {
  readonly status: Exclude<Status, 'RUNNING'>;
  readonly stopMs: number;
  readonly output?: string | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** A running execution. Ended ones are only in the store. */
export interface Execution {
  readonly machine: Machine;
  readonly revision: Revision;
  readonly name: string;
  readonly arn: string;
  /** The time of day, like all times that are shown. */
  readonly startMs: number;
  /** How far the time of day was ahead of the cloud's clock at the start; it stays, so that shown times never go back. */
  readonly leadMs: number;
  readonly input: Payload;
  readonly traceHeader: string | undefined;
  /** When the definition's own TimeoutSeconds is over, on the cloud's clock. */
  readonly deadlineMs: number | undefined;
  lastEventId: number;
  previousEventId: number;
  position: Position | undefined;
  waiting: Waiting | undefined;
  ending: Ending | undefined;
  /** Events of the present burst, not queued for the store yet. */
  unsaved: StoredEvent[];
  /** The store has a record of it as running. */
  saved: boolean;
  timer: Timer | undefined;
}
