/** The clients of a case, each made when it is first used: that takes longer than most calls. */
import { EventBridgeClient, type EventBridgeClientConfig } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';

/** What any client takes. */
type Settings = Pick<EventBridgeClientConfig, 'region' | 'endpoint' | 'credentials' | 'maxAttempts' | 'requestHandler'>;

export class Clients {
  readonly #settings: Settings;
  #sqs: SQSClient | undefined;
  #events: EventBridgeClient | undefined;
  #states: SFNClient | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  get sqs(): SQSClient {
    this.#sqs ??= new SQSClient(this.#settings);
    return this.#sqs;
  }

  get events(): EventBridgeClient {
    this.#events ??= new EventBridgeClient(this.#settings);
    return this.#events;
  }

  get states(): SFNClient {
    this.#states ??= new SFNClient(this.#settings);
    return this.#states;
  }

  destroy(): void {
    for (const client of [this.#sqs, this.#events, this.#states]) client?.destroy();
  }
}
