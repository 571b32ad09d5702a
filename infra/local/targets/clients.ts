/** AWS SDK clients over HTTP. The local cloud has clients of its own, in process. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Clients } from '@zeroloss/local-cloud';

/** @param account LocalStack takes it from the access key */
export function httpClients(endpoint: string, region: string, account: string): Clients {
  const common = { endpoint, region, credentials: { accessKeyId: account, secretAccessKey: 'any' } };
  return { sqs: new SQSClient(common), events: new EventBridgeClient(common), states: new SFNClient(common) };
}
