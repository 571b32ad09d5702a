/** The local cloud's public face: what stands here is all that others may import. README.md says what it does. */

export { type Cloud, openCloud } from './cloud.ts';
export type {
  Clients,
  ProvisionedEventSource,
  ProvisionedFunction,
} from './cloudformation/provider.ts';
export { type Provisioned, type ProvisionRecord, provision } from './cloudformation/provision.ts';
export { type CloudContext, systemClock, systemIds } from './core/context.ts';
export { Dispatcher } from './core/dispatcher.ts';
export { createEndpoint } from './core/http.ts';
export { inProcessHandler } from './core/in-process.ts';
export { AwsError, type Json } from './core/service.ts';
export { type Level, Store } from './core/store.ts';
export { type Handler, type HostedFunction, LambdaHost } from './lambda/host.ts';
export { type Polling, type QueueCalls, sdkCalls } from './lambda/queue-reader.ts';
export { startSchedules } from './lambda/schedules.ts';
