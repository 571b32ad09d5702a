/**
 * The benchmark as an upstream system: it publishes over HTTP and subscribes to completions. What it does per transfer speaks the AWS JSON
 * protocol without the SDK, whose 0.4 ms of CPU a transfer would be taken from the system that is measured.
 */
import { Agent, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { httpClients } from '../../infra/local/targets/clients.ts';
import { subscribe } from '../support/subscription.ts';

export interface Request {
  readonly idempotencyKey: string;
  readonly fromAccount: string;
  readonly toAccount: string;
}

const ownRequester = 'bench';
/** The local cloud accepts any credentials. */
const authorization =
  'AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/any/aws4_request, SignedHeaders=host, Signature=any';

export class BusClient {
  readonly #endpoint: string;
  readonly #agent = new Agent({ keepAlive: true });
  #queueUrl = '';

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  async subscribe(): Promise<void> {
    const { queueUrl } = await subscribe(httpClients(this.#endpoint, 'us-east-1', 'bench'), {
      name: 'bench-completions',
      pattern: { source: ['zeroloss'], 'detail-type': ['TransferCompleted'], detail: { requester: [ownRequester] } },
      inputPath: '$.detail.idempotencyKey',
    });
    this.#queueUrl = queueUrl;
  }

  /** Publishes up to ten requests. @throws Error if the bus refused one */
  async publish(requests: readonly Request[]): Promise<void> {
    const common = { schemaVersion: 1, requester: ownRequester, amount: '0.01', currency: 'EUR' };
    const { FailedEntryCount } = await this.#events<{ FailedEntryCount: number }>('PutEvents', {
      Entries: requests.map((each) => ({
        EventBusName: 'zeroloss',
        Source: 'bench',
        DetailType: 'TransferRequested',
        Detail: JSON.stringify({ ...common, ...each }),
      })),
    });
    if (FailedEntryCount) throw new Error(`${FailedEntryCount} events were refused by the bus`);
  }

  /** Waits up to a second. @returns the idempotency keys of transfers that completed */
  async completions(): Promise<string[]> {
    const QueueUrl = this.#queueUrl;
    const { Messages = [] } = await this.#sqs<{ Messages?: { Body: string; ReceiptHandle: string }[] }>(
      'ReceiveMessage',
      { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 },
    );
    if (Messages.length === 0) return [];
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await this.#sqs('DeleteMessageBatch', { QueueUrl, Entries });
    return Messages.map(({ Body }) => JSON.parse(Body) as string);
  }

  #sqs<Answer>(operation: string, input: object): Promise<Answer> {
    return this.#call(`AmazonSQS.${operation}`, '1.0', input);
  }

  #events<Answer>(operation: string, input: object): Promise<Answer> {
    return this.#call(`AWSEvents.${operation}`, '1.1', input);
  }

  /** @throws Error with AWS's answer if the call is refused */
  async #call<Answer>(target: string, version: '1.0' | '1.1', input: object): Promise<Answer> {
    const body = JSON.stringify(input);
    const headers = {
      authorization,
      'content-length': Buffer.byteLength(body),
      'content-type': `application/x-amz-json-${version}`,
      'x-amz-target': target,
    };
    return new Promise((resolve, reject) => {
      const sent = request(this.#endpoint, { method: 'POST', agent: this.#agent, headers }, (response) => {
        json(response).then((answer) => {
          if (response.statusCode === 200) resolve(answer as Answer);
          else reject(new Error(`${target}: ${JSON.stringify(answer)}`));
        }, reject);
      });
      sent.on('error', reject).end(body);
    });
  }
}
