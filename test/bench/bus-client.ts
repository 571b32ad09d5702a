/**
 * The bench as an upstream system: publishes over HTTP and hears of completions through a rule of its own on the bus. It speaks the AWS
 * JSON protocol itself: an SDK's share of the two cores (0.4 ms a transfer) would be taken from the system that is measured.
 */
import { Agent, request } from 'node:http';
import { json } from 'node:stream/consumers';

export interface Request {
  readonly idempotencyKey: string;
  readonly fromAccount: string;
  readonly toAccount: string;
}

const ownRequester = 'bench';
const queueName = 'bench-completions';
/** Any credentials will do. */
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
    const { QueueUrl } = await this.#sqs<{ QueueUrl: string }>('CreateQueue', { QueueName: queueName });
    const { Attributes } = await this.#sqs<{ Attributes: { QueueArn: string } }>('GetQueueAttributes', {
      QueueUrl,
      AttributeNames: ['QueueArn'],
    });
    const EventPattern = JSON.stringify({
      source: ['zeroloss'],
      'detail-type': ['TransferCompleted'],
      detail: { requester: [ownRequester] },
    });
    await this.#events('PutRule', { Name: queueName, EventBusName: 'zeroloss', EventPattern });
    const Targets = [{ Id: 'queue', Arn: Attributes.QueueArn, InputPath: '$.detail.idempotencyKey' }];
    await this.#events('PutTargets', { Rule: queueName, EventBusName: 'zeroloss', Targets });
    this.#queueUrl = QueueUrl;
  }

  /** At most ten. @throws when an entry was not taken */
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
    if (FailedEntryCount) throw new Error(`${FailedEntryCount} events were not taken`);
  }

  /** Idempotency keys of transfers that completed; waits up to a second for the first. */
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

  /** @throws with AWS's error when the call is refused */
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
