/** LocalStack as a target. Its state is gone when it ends, so it remembers nothing that was provisioned. */
import { sdkCalls } from '@zeroloss/local-cloud';
import { httpClients } from '../clients.ts';
import type { Target } from '../target.ts';
import { checkEndpoint } from './endpoint.ts';

const region = 'us-east-1';

/** LocalStack takes a request's account from its access key. */
const account = '000000000000';

/** @throws StartupError unless a LocalStack of the right version answers at `endpoint` */
export async function localStackTarget(endpoint: string): Promise<Target> {
  await checkEndpoint(endpoint);
  const clients = httpClients(endpoint, region, account);
  return {
    stage: 'localstack',
    endpoint,
    account,
    region,
    clients,
    // An aborted poll goes on in LocalStack and hides a message that arrives meanwhile. So polls are never aborted, and are short.
    polling: { calls: sdkCalls(clients.sqs), waitSeconds: 2, abortable: false },
    invokesFunctions: false, // it can run functions only in containers
    previous: undefined,
    remember: () => {},
    calls: new Map(),
  };
}
