/** The local cloud's public face: nothing else of it may be imported. README.md says how to use it. */

export { type Cloud, type CloudOptions, openCloud } from './cloud.ts';
export type { Clients, ProvisionedEventSource, ProvisionedFunction } from './cloudformation/provider.ts';
export { type Provisioned, type ProvisionRecord, provision } from './cloudformation/provision.ts';
export type { Clock, Timer } from './core/clock.ts';
export type { Ids } from './core/context.ts';
export { foreignCaller } from './core/loopback.ts';
export { type Level, Store } from './core/store.ts';
export { type Handler, type HostedFunction, LambdaHost } from './lambda/host.ts';
export { type Polling, type QueueCalls, sdkCalls } from './lambda/queue-reader.ts';
export { startSchedules } from './lambda/schedules.ts';
