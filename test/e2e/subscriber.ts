/** Another bank system that hears of every fact. */
import { DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { Clients } from '@zeroloss/local-cloud';
import { type Subscription, subscribe } from '../support/subscription.ts';

export interface Fact {
  readonly eventId: string;
  readonly transferId: string;
  readonly name: string;
}

export class Subscriber {
  readonly #clients: Clients;
  readonly #subscription: Subscription;
  readonly #facts = new Map<string, Fact>();
  readonly #abort = new AbortController();
  readonly #listening: Promise<void>;

  private constructor(clients: Clients, subscription: Subscription) {
    this.#clients = clients;
    this.#subscription = subscription;
    this.#listening = this.#listen();
  }

  static async open(clients: Clients): Promise<Subscriber> {
    const options = { name: 'zeroloss-e2e-subscriber', pattern: { source: ['zeroloss'] } };
    return new Subscriber(clients, await subscribe(clients, options));
  }

  /** Names of the facts about a transfer that were heard so far, each once, sorted. */
  heardOf(transferId: string): string[] {
    const about = [...this.#facts.values()].filter((fact) => fact.transferId === transferId);
    return about.map((fact) => fact.name).sort();
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.#listening;
    await this.#subscription.remove();
  }

  async #listen(): Promise<void> {
    const QueueUrl = this.#subscription.queueUrl;
    while (!this.#abort.signal.aborted) {
      const { Messages = [] } = await this.#clients.sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 2 }),
      );
      for (const { Body = '{}' } of Messages) this.#hear(JSON.parse(Body));
      if (Messages.length === 0) continue;
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await this.#clients.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  }

  /** Events come at least once; the id identifies a copy. */
  #hear(event: { 'detail-type': string; detail: { eventId: string; transferId: string } }): void {
    const { eventId, transferId } = event.detail;
    this.#facts.set(eventId, { eventId, transferId, name: event['detail-type'] });
  }
}
