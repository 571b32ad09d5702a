/** LocalStack as a system's target. Its state is gone when it ends, so nothing of what was provisioned is remembered. */

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
    // A poll that is given up on goes on there, and hides a message that comes meanwhile: it is waited for, and so it is short.
    polling: { calls: sdkCalls(clients.sqs), waitSeconds: 2, abortable: false },
    invokesFunctions: false, // it runs functions in containers alone
    previous: undefined,
    remember: () => {},
    calls: new Map(),
  };
}
