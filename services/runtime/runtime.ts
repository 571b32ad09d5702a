/** What a handler works with. AWS Lambda builds it from the environment, the local host hands in its own. */
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Shards } from '../database/shards.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Runtime {
  readonly env: Environment;
  readonly events: EventBridgeClient;
  readonly states: SFNClient;
  readonly shards: Shards;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly now: () => Date;
}

/** A variable is missing or out of its range. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

export function requiredText(env: Environment, name: string): string {
  const value = env[name];
  if (!value) throw new EnvironmentError(`the environment variable ${name} is missing`);
  return value;
}

/** A whole number in [least, most]. */
export function requiredInteger(env: Environment, name: string, least: number, most: number): number {
  const text = requiredText(env, name);
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new EnvironmentError(`${name} is "${text}"; it must be a whole number from ${least} to ${most}`);
  }
  return value;
}
