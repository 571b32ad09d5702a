/** AWS SDK clients of the project's own code: in process for the local cloud, over HTTP for any other endpoint. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { inProcessHandler } from './cloud/in-process.ts';
import type { Dispatcher } from './cloud/service.ts';
import type { Clients } from './provision/provider.ts';

/** Any will do, locally. */
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** The signature proves who sent a request over a network; in process there is none, and it costs half of a call's time. */
const signer = { sign: async <T>(request: T) => request };

/** What the SDK adds for the wire alone; without it a call costs a quarter less. Codec, validation and retries stay. */
const wireMiddleware = [
  'contentLengthMiddleware',
  'getUserAgentMiddleware',
  'hostHeaderMiddleware',
  'recursionDetectionMiddleware',
];

export function inProcessClients(dispatcher: Dispatcher, region: string, endpoint: string): Clients {
  const requestHandler = inProcessHandler(dispatcher);
  const common = { region, endpoint, credentials, signer, requestHandler, cacheMiddleware: true };
  const clients = { sqs: new SQSClient(common), events: new EventBridgeClient(common), states: new SFNClient(common) };
  for (const { middlewareStack } of Object.values(clients)) {
    for (const name of wireMiddleware) middlewareStack.remove(name);
  }
  return clients;
}
