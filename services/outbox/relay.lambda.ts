/** Runs on a schedule. */
import type { ScheduledEvent } from 'aws-lambda';
import { outboxConfig } from '../runtime/config.ts';
import type { Create } from '../runtime/handler.ts';
import { onLambda } from '../runtime/lambda.ts';
import { relay } from './relay.ts';

/** What one more claim and its deliveries may take. */
const reserveMs = 1500;

export const create: Create<ScheduledEvent, { readonly taken: number }> = (runtime, env) => {
  const configured = { ...runtime, config: outboxConfig(env) };
  return async (_event, context) => {
    const taken = await relay(configured, () => context.getRemainingTimeInMillis() > reserveMs);
    if (taken > 0) runtime.log.info('the relay delivered what was left', { taken });
    return { taken };
  };
};

export const handler = onLambda(create);
