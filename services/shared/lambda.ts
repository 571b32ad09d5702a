/** The way from AWS Lambda's `handler` to a function of the runtime. */
import { Logger } from '@aws-lambda-powertools/logger';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Context } from 'aws-lambda';
import { type LambdaMetrics, lambdaMetrics } from './lambda-metrics.ts';
import type { Log } from './log.ts';
import { type Environment, type Runtime, requiredText } from './runtime.ts';
import { Shards } from './shards.ts';

export type Handler<Event, Result> = (event: Event, context: Context) => Promise<Result>;

/** Builds the runtime on the first invocation, and again after a start that failed (a database that was not there yet). */
export function onLambda<Event, Result>(create: (runtime: Runtime) => Handler<Event, Result>): Handler<Event, Result> {
  let made: Promise<Handler<Event, Result>> | undefined;
  return async (event, context) => {
    made ??= openRuntime(process.env).then((runtime) => publishing(create(runtime), runtime.metrics));
    const handler = await made.catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return handler(event, context);
  };
}

/** What an invocation counted is published when it ends, also when it fails: Lambda freezes the process between two of them. */
function publishing<Event, Result>(handler: Handler<Event, Result>, metrics: LambdaMetrics): Handler<Event, Result> {
  return (event, context) => handler(event, context).finally(() => metrics.publish());
}

async function openRuntime(env: Environment): Promise<Runtime & { readonly metrics: LambdaMetrics }> {
  const log = lambdaLog();
  const shards = await Shards.open(requiredText(env, 'LEDGER_DATABASE_URLS').split(/\s+/), {
    connections: 2, // a Lambda instance handles one batch at a time; the second serves the relay's marking
    onIdleFault: (fault) => log.warn('an idle database connection failed', { fault: fault.message }),
  });
  return {
    env,
    events: new EventBridgeClient({}),
    states: new SFNClient({}),
    shards,
    log,
    metrics: lambdaMetrics(),
    now: () => new Date(),
  };
}

function lambdaLog(): Log {
  const logger = new Logger({ serviceName: 'zeroloss' });
  return {
    info: (message, fields = {}) => logger.info(message, fields),
    warn: (message, fields = {}) => logger.warn(message, fields),
    error: (message, fields = {}) => logger.error(message, fields),
  };
}
