/** Another bank system that hears of every fact: a queue of its own behind a rule of its own on the bus. */
import {
  DeleteRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import type { Clients } from '@zeroloss/local-cloud';
import { busName } from '../../infra/names.ts';

export interface Fact {
  readonly eventId: string;
  readonly transferId: string;
  readonly name: string;
}

const name = 'zeroloss-e2e-subscriber';

export class Subscriber {
  readonly #clients: Clients;
  readonly #queueUrl: string;
  readonly #facts = new Map<string, Fact>();
  readonly #abort = new AbortController();
  #listening: Promise<void> = Promise.resolve();

  private constructor(clients: Clients, queueUrl: string) {
    this.#clients = clients;
    this.#queueUrl = queueUrl;
  }

  static async open(clients: Clients): Promise<Subscriber> {
    const { sqs, events } = clients;
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
    const Arn = (await sqs.send(asked)).Attributes?.QueueArn ?? '';
    const EventPattern = JSON.stringify({ source: ['zeroloss'] });
    const { RuleArn = '' } = await events.send(new PutRuleCommand({ Name: name, EventBusName: busName, EventPattern }));
    const Policy = JSON.stringify(mayBeFilledBy(RuleArn, Arn));
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    await events.send(new PutTargetsCommand({ Rule: name, EventBusName: busName, Targets: [{ Id: 'queue', Arn }] }));
    const subscriber = new Subscriber(clients, QueueUrl);
    subscriber.#listening = subscriber.#listen();
    return subscriber;
  }

  /** Names of the facts about a transfer that were heard so far, each once, in the order of the alphabet. */
  heardOf(transferId: string): string[] {
    const about = [...this.#facts.values()].filter((fact) => fact.transferId === transferId);
    return about.map((fact) => fact.name).sort();
  }

  async close(): Promise<void> {
    const { sqs, events } = this.#clients;
    this.#abort.abort();
    await this.#listening;
    await events.send(new RemoveTargetsCommand({ Rule: name, EventBusName: busName, Ids: ['queue'] }));
    await events.send(new DeleteRuleCommand({ Name: name, EventBusName: busName }));
    await sqs.send(new DeleteQueueCommand({ QueueUrl: this.#queueUrl }));
  }

  async #listen(): Promise<void> {
    while (!this.#abort.signal.aborted) {
      const { Messages = [] } = await this.#clients.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: this.#queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 2 }),
      );
      for (const { Body = '{}' } of Messages) this.#hear(JSON.parse(Body));
      if (Messages.length === 0) continue;
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await this.#clients.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: this.#queueUrl, Entries }));
    }
  }

  /** Events come at least once: their id tells a copy. */
  #hear(event: { 'detail-type': string; detail: { eventId: string; transferId: string } }): void {
    const { eventId, transferId } = event.detail;
    this.#facts.set(eventId, { eventId, transferId, name: event['detail-type'] });
  }
}

function mayBeFilledBy(ruleArn: string, queueArn: string) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
      },
    ],
  };
}
