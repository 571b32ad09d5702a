/** What a handler works with. On AWS `lambda-runtime.ts` builds it, on one machine `infra/local`. */
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Shards } from '../database/shards.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

export interface Runtime {
  readonly events: EventBridgeClient;
  readonly states: SFNClient;
  readonly shards: Shards;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly now: () => Date;
}

/** A runtime with what its function read from the environment. */
export type Configured<Config> = Runtime & { readonly config: Config };
