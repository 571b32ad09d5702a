/** Runs on a schedule. */
import type { Context, ScheduledEvent } from 'aws-lambda';
import { type Handler, onLambda } from '../runtime/lambda.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { relay } from './relay.ts';

/** Time that one more claim may take. */
const reserveMs = 1500;

export function create(runtime: Runtime): Handler<ScheduledEvent, { readonly taken: number }> {
  return async (_event, context: Context) => {
    const taken = await relay(runtime, () => context.getRemainingTimeInMillis() > reserveMs);
    if (taken > 0) runtime.log.info('the relay delivered what was left', { taken });
    return { taken };
  };
}

export const handler = onLambda(create);
