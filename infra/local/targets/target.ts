/**
 * The AWS that a system runs on: the local cloud in its own process, or LocalStack behind its endpoint. Everything else, database,
 * templates and functions, is the same.
 */

import type { Clients, Polling, ProvisionRecord } from '@zeroloss/local-cloud';
import type { StageName } from '../../config.ts';

export interface Target {
  /** Whose figures the resources get: an AWS that is slower needs longer time-outs. */
  readonly stage: StageName;
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  readonly clients: Clients;
  readonly polling: Polling;
  /** Whether its schedules can invoke the functions, which run in this process. If not, the host keeps the schedules. */
  readonly invokesFunctions: boolean;
  /** What was provisioned at the last start, where that can still be there. */
  readonly previous: ProvisionRecord | undefined;
  remember(record: ProvisionRecord): void;
  /** How often each operation was called, where it counts. */
  readonly calls: ReadonlyMap<string, number>;
}
