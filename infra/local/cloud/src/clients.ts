/** AWS SDK clients that reach the local cloud in process. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Clients } from './cloudformation/provider.ts';
import type { InProcessHandler } from './core/in-process.ts';

/** Any are accepted. */
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/**
 * SDK middleware that only a network needs; without it a call costs a third. Codec and validation stay. A signature proves who
 * sent a request over a network, and retries are for networks that lose requests.
 */
const wireMiddleware = [
  'httpSigningMiddleware',
  'retryMiddleware',
  'loggerMiddleware',
  'contentLengthMiddleware',
  'getUserAgentMiddleware',
  'hostHeaderMiddleware',
  'recursionDetectionMiddleware',
];

export function inProcessClients(requestHandler: InProcessHandler, region: string, endpoint: string): Clients {
  const url = new URL(endpoint);
  const common = { region, endpointProvider: () => ({ url }), credentials, requestHandler, cacheMiddleware: true };
  // No digests: there is no network that could change a body.
  const sqs = new SQSClient({ ...common, md5: false });
  const clients = { sqs, events: new EventBridgeClient(common), states: new SFNClient(common) };
  for (const { middlewareStack } of Object.values(clients)) {
    for (const name of wireMiddleware) middlewareStack.remove(name);
  }
  return clients;
}
