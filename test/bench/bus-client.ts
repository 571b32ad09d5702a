/** The bench as an upstream system: publishes over HTTP and hears of completions through a rule of its own on the bus. */
import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';

export interface Request {
  readonly idempotencyKey: string;
  readonly fromAccount: string;
  readonly toAccount: string;
}

const ownRequester = 'bench';

export class BusClient {
  readonly #events: EventBridgeClient;
  readonly #sqs: SQSClient;
  #queueUrl = '';

  constructor(endpoint: string) {
    const common = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' } };
    this.#events = new EventBridgeClient(common);
    this.#sqs = new SQSClient(common);
  }

  async subscribe(): Promise<void> {
    const { QueueUrl = '' } = await this.#sqs.send(new CreateQueueCommand({ QueueName: 'bench-completions' }));
    const { Attributes } = await this.#sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    const EventPattern = JSON.stringify({
      source: ['zeroloss'],
      'detail-type': ['TransferCompleted'],
      detail: { requester: [ownRequester] },
    });
    const rule = { Name: 'bench-completions', EventBusName: 'zeroloss' };
    await this.#events.send(new PutRuleCommand({ ...rule, EventPattern }));
    const Targets = [{ Id: 'queue', Arn: Attributes?.QueueArn, InputPath: '$.detail.idempotencyKey' }];
    await this.#events.send(new PutTargetsCommand({ Rule: rule.Name, EventBusName: rule.EventBusName, Targets }));
    this.#queueUrl = QueueUrl;
  }

  /** At most ten. @throws when an entry was not taken */
  async publish(requests: readonly Request[]): Promise<void> {
    const { FailedEntryCount } = await this.#events.send(
      new PutEventsCommand({
        Entries: requests.map((request) => ({
          EventBusName: 'zeroloss',
          Source: 'bench',
          DetailType: 'TransferRequested',
          Detail: JSON.stringify({
            schemaVersion: 1,
            requester: ownRequester,
            amount: '0.01',
            currency: 'EUR',
            ...request,
          }),
        })),
      }),
    );
    if (FailedEntryCount) throw new Error(`${FailedEntryCount} events were not taken`);
  }

  /** Idempotency keys of transfers that completed; waits up to a second for the first. */
  async completions(): Promise<string[]> {
    const { Messages = [] } = await this.#sqs.send(
      new ReceiveMessageCommand({ QueueUrl: this.#queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    if (Messages.length === 0) return [];
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await this.#sqs.send(new DeleteMessageBatchCommand({ QueueUrl: this.#queueUrl, Entries }));
    return Messages.map(({ Body = '""' }) => JSON.parse(Body) as string);
  }
}
