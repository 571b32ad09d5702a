/** The way from AWS Lambda's `handler` to a function of the runtime. */
import type { Context } from 'aws-lambda';
import type { Runtime } from './runtime.ts';

export type Handler<Event, Result> = (event: Event, context: Context) => Promise<Result>;

/**
 * Loaded with the function on AWS, and never by a process that only takes `create` from it: its tracer watches every promise of the
 * process that loads it, which cost the local runtime a tenth of its time.
 */
const loadRuntime = () => import('./lambda-runtime.ts');
const loaded = process.env.AWS_LAMBDA_FUNCTION_NAME === undefined ? undefined : await loadRuntime();

/** Builds the runtime on the first invocation, and again after a start that failed (a database that was not there yet). */
export function onLambda<Event, Result>(create: (runtime: Runtime) => Handler<Event, Result>): Handler<Event, Result> {
  let made: Promise<Handler<Event, Result>> | undefined;
  const make = async () => {
    const { observed, openRuntime } = loaded ?? (await loadRuntime());
    const runtime = await openRuntime(process.env);
    return observed(create(runtime), runtime);
  };
  return async (event, context) => {
    made ??= make();
    const handler = await made.catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return handler(event, context);
  };
}
