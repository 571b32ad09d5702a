import {
  type HostedFunction,
  LambdaHost,
  type Polling,
  type Provisioned,
  type ProvisionedFunction,
  startSchedules,
} from '@zeroloss/local-cloud';
import type { Log } from '../../../services/runtime/log.ts';
import type { Closers } from '../closers.ts';

export interface FunctionsOptions {
  readonly provisioned: Provisioned;
  readonly handlerOf: (hosted: ProvisionedFunction) => HostedFunction['handler'];
  readonly polling: Polling;
  /** How long a claimed outbox row belongs to its claimer. */
  readonly leaseSeconds: number;
  readonly log: Log;
}

/** Runs the provisioned functions: polls their queues, keeps their schedules, and catches up on what an earlier run left. */
export function startFunctions(options: FunctionsOptions, closers: Closers): LambdaHost {
  const { handlerOf, polling, leaseSeconds, log } = options;
  const { functions, eventSources, schedules } = options.provisioned;
  const hosted = functions.map((each) => {
    const { name, arn, timeoutSeconds, memoryMiB } = each;
    return [name, { arn, timeoutSeconds, memoryMiB, handler: handlerOf(each) }] as const;
  });
  const host = new LambdaHost({ functions: new Map(hosted), eventSources, polling, log });
  host.start();
  closers.add(() => host.stop());
  closers.add(startSchedules(schedules, host));
  closers.add(catchUp(host, functions, leaseSeconds));
  return host;
}

/**
 * Runs relay and sweeper at start, and once more when the leases of a killed process have ended: what it committed and did not
 * deliver need not wait for the schedule. @returns a function that cancels the second run
 */
function catchUp(host: LambdaHost, functions: readonly ProvisionedFunction[], leaseSeconds: number): () => void {
  const scheduled = functions.filter(({ handlerEntry }) => /\/(relay|sweeper)\.lambda$/.test(handlerEntry));
  const run = () => {
    for (const { arn } of scheduled) void host.invoke(arn, { 'detail-type': 'Scheduled Event' }).catch(() => {});
  };
  run();
  const timer = setTimeout(run, (leaseSeconds + 1) * 1000);
  return () => clearTimeout(timer);
}
