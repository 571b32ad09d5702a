/** An AWS that contracts are held against, as unmodified SDK clients see it. Each case has one of its own. */
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SQSClient } from '@aws-sdk/client-sqs';

export interface CloudUnderTest {
  readonly sqs: SQSClient;
  readonly events: EventBridgeClient;
  readonly states: SFNClient;
  /** Empty at first but for the default event bus. */
  readonly account: string;
  readonly region: string;
  /** By the cloud's own clock, milliseconds. */
  now(): number;
  /** Lets time pass by the cloud's own clock. */
  pass(seconds: number): Promise<void>;
  /** Asks until the answer is `enough` or the cloud has had time enough. @returns the last answer */
  eventually<T>(ask: () => Promise<T>, enough: (answer: T) => boolean): Promise<T>;
  close(): Promise<void>;
}

export interface Target {
  /** Names the rows of `differences.ts` and `not-run.ts` that are about it. */
  readonly name: string;
  /** Several cases at a time: their waits overlap. */
  readonly concurrent: boolean;
  /** Before the first case. @returns why it cannot be had here, if it cannot */
  prepare(): Promise<string | undefined>;
  open(): Promise<CloudUnderTest>;
}
