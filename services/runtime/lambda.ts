/** From AWS Lambda's `handler` to a function made by its `create`. */
import type { Create, Handler } from './handler.ts';

/**
 * Loaded at once on AWS, and never in a process that only takes `create` from a function: the tracer watches every promise of its
 * process, which took a tenth of the local runtime's time.
 */
const loadRuntime = () => import('./lambda-runtime.ts');
const loaded = process.env.AWS_LAMBDA_FUNCTION_NAME === undefined ? undefined : await loadRuntime();

/** Starts the function on its first invocation, and again after a failed start (its database may not have been ready). */
export function onLambda<Event, Result>(create: Create<Event, Result>): Handler<Event, Result> {
  let started: Promise<Handler<Event, Result>> | undefined;
  return async (event, context) => {
    started ??= start(create);
    const handler = await started.catch((error: unknown) => {
      started = undefined;
      throw error;
    });
    return handler(event, context);
  };
}

async function start<Event, Result>(create: Create<Event, Result>): Promise<Handler<Event, Result>> {
  const { observed, openRuntime } = loaded ?? (await loadRuntime());
  const runtime = await openRuntime(process.env);
  try {
    return observed(create(runtime, process.env), runtime);
  } catch (error) {
    await runtime.shards.close(); // the next start opens its own
    throw error;
  }
}
