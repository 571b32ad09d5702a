/** Runs on a schedule. */
import type { ScheduledEvent } from 'aws-lambda';
import { type Handler, onLambda } from '../runtime/lambda.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { sweep } from './sweeper.ts';

export function create(runtime: Runtime): Handler<ScheduledEvent, { readonly started: number }> {
  return async () => ({ started: await sweep(runtime) });
}

export const handler = onLambda(create);
