/** AWS SDK clients of the project's own code: in process for the local cloud, over HTTP for any other endpoint. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Clients, Dispatcher } from '@zeroloss/local-cloud';
import { inProcessHandler } from '@zeroloss/local-cloud';

/** Any will do, for the local cloud. */
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/**
 * What the SDK does for the wire alone; without it a call costs a third. Codec and validation stay. The signature proves who sent a
 * request over a network, and the retry is for one that may lose it.
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

export function inProcessClients(dispatcher: Dispatcher, region: string, endpoint: string): Clients {
  const requestHandler = inProcessHandler(dispatcher);
  const url = new URL(endpoint);
  const common = { region, endpointProvider: () => ({ url }), credentials, requestHandler, cacheMiddleware: true };
  // No digest is compared: no wire lies between that could change a body.
  const sqs = new SQSClient({ ...common, md5: false });
  const clients = { sqs, events: new EventBridgeClient(common), states: new SFNClient(common) };
  for (const { middlewareStack } of Object.values(clients)) {
    for (const name of wireMiddleware) middlewareStack.remove(name);
  }
  return clients;
}

/** @param account of LocalStack, which takes it from the access key */
export function httpClients(endpoint: string, region: string, account: string): Clients {
  const common = { endpoint, region, credentials: { accessKeyId: account, secretAccessKey: 'any' } };
  return { sqs: new SQSClient(common), events: new EventBridgeClient(common), states: new SFNClient(common) };
}
