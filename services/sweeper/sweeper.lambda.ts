/** Runs on a schedule. */
import type { ScheduledEvent } from 'aws-lambda';
import { sweeperConfig } from '../runtime/config.ts';
import type { Create } from '../runtime/handler.ts';
import { onLambda } from '../runtime/lambda.ts';
import { sweep } from './sweeper.ts';

export const create: Create<ScheduledEvent, { readonly started: number }> = (runtime, env) => {
  const configured = { ...runtime, config: sweeperConfig(env) };
  return async () => ({ started: await sweep(configured) });
};

export const handler = onLambda(create);
