/**
 * The AWS that a system runs on: the local cloud in its own process, or LocalStack behind an endpoint. Everything else (database,
 * templates, functions) is the same.
 */
import type { Clients, Polling, ProvisionRecord } from '@zeroloss/local-cloud';
import type { StageName } from '../../config.ts';

export interface Target {
  /** The stage whose configuration is used: a slower AWS needs longer time-outs. */
  readonly stage: StageName;
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  readonly clients: Clients;
  readonly polling: Polling;
  /** Whether its schedules can invoke the functions, which run in this process. If not, the system runs the schedules itself. */
  readonly invokesFunctions: boolean;
  /** What was provisioned at the last start; undefined if it cannot be there any more. */
  readonly previous: ProvisionRecord | undefined;
  remember(record: ProvisionRecord): void;
  /** How often each operation was called; empty if the target does not count. */
  readonly calls: ReadonlyMap<string, number>;
}
