/** An AWS under test, as unmodified SDK clients see it. Each case has its own. */
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SQSClient } from '@aws-sdk/client-sqs';

export interface CloudUnderTest {
  readonly sqs: SQSClient;
  readonly events: EventBridgeClient;
  readonly states: SFNClient;
  /** Empty at first, except for the default event bus. */
  readonly account: string;
  readonly region: string;
  /** By the cloud's own clock, milliseconds. */
  now(): number;
  /** Lets time pass by the cloud's own clock. */
  pass(seconds: number): Promise<void>;
  /** Asks until the answer is `enough` or time is up, and returns the last answer. */
  eventually<T>(ask: () => Promise<T>, enough: (answer: T) => boolean): Promise<T>;
  close(): Promise<void>;
}

export interface Target {
  /** The `target` of its rows in `differences.ts` and `not-run.ts`. */
  readonly name: string;
  /** Several cases at a time: their waits overlap. */
  readonly concurrent: boolean;
  /** Runs before the first case. Returns why the target is not available; undefined if it is. */
  prepare(): Promise<string | undefined>;
  open(): Promise<CloudUnderTest>;
}
