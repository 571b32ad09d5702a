import type { Context } from 'aws-lambda';
import type { Environment } from './config.ts';
import type { Runtime } from './runtime.ts';

export type Handler<Event, Result> = (event: Event, context: Context) => Promise<Result>;

/** Makes a function's handler. @throws EnvironmentError if a variable that the function reads is missing or wrong. */
export type Create<Event, Result> = (runtime: Runtime, env: Environment) => Handler<Event, Result>;
