/** The runtime of a function on AWS Lambda: its clients, databases, log, metrics and trace. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { DatabaseAddress } from '../database/connection.ts';
import { Shards } from '../database/shards.ts';
import type { Environment } from './config.ts';
import type { Handler } from './handler.ts';
import { type LambdaLog, lambdaLog } from './lambda-log.ts';
import { type LambdaMetrics, lambdaMetrics } from './lambda-metrics.ts';
import { type LambdaTrace, lambdaTrace } from './lambda-trace.ts';
import { ledgerDatabases, ledgerLocation } from './ledger-databases.ts';
import type { Runtime } from './runtime.ts';

interface LambdaRuntime extends Runtime {
  readonly log: LambdaLog;
  readonly metrics: LambdaMetrics;
  readonly trace: LambdaTrace;
}

/**
 * Gives each invocation its own log context and part of the trace. Publishes its metrics at the end, also if it fails: Lambda freezes
 * the process between invocations.
 */
export function observed<Event, Result>(
  handler: Handler<Event, Result>,
  { log, metrics, trace }: LambdaRuntime,
): Handler<Event, Result> {
  return (event, context) => {
    log.begin(context);
    return trace.invocation(() => handler(event, context)).finally(() => metrics.publish());
  };
}

export async function openRuntime(env: Environment): Promise<LambdaRuntime> {
  const log = lambdaLog();
  const trace = lambdaTrace();
  const shards = await Shards.open(ledgerAddresses(env), {
    connections: 2, // an instance handles one batch at a time; the second is for the relay's marking
    onIdleFault: (fault) => log.warn('an idle database connection failed', { fault: fault.message }),
  });
  return {
    events: trace.client(new EventBridgeClient({})),
    states: trace.client(new SFNClient({})),
    shards,
    log,
    metrics: lambdaMetrics(),
    trace,
    now: () => new Date(),
  };
}

/** On AWS the function logs in by IAM. URLs are for a bundle that runs outside of AWS, as in test/packaging. */
function ledgerAddresses(env: Environment): readonly DatabaseAddress[] {
  return env.LEDGER_DATABASE_URLS?.split(' ') ?? ledgerDatabases(ledgerLocation(env));
}
