/** The three SQS calls of an event source mapping. */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { ProvisionedEventSource } from '../provision/provider.ts';

export interface Polling {
  /** How long a call waits for messages, at most 20; one that arrives ends the wait at once. */
  readonly waitSeconds: number;
  /** Whether a call that is aborted ends in SQS too. Otherwise it is waited for, and what it brings is given back. */
  readonly abortable: boolean;
}

/** In process a call ends when it is aborted. */
const inProcess: Polling = { waitSeconds: 20, abortable: true };

/** The most messages that one call receives, deletes or gives back. */
export const mostPerCall = 10;

export class QueueReader {
  readonly #sqs: SQSClient;
  readonly #source: ProvisionedEventSource;
  readonly #polling: Polling;

  constructor(sqs: SQSClient, source: ProvisionedEventSource, polling = inProcess) {
    this.#sqs = sqs;
    this.#source = source;
    this.#polling = polling;
  }

  /**
   * At most ten messages, and no more than `most`; none when there are none within the wait.
   * @throws when `signal` is aborted, or as the SDK does
   */
  async receive(
    signal: AbortSignal,
    most: number,
    waitSeconds = this.#polling.waitSeconds,
  ): Promise<readonly Message[]> {
    const answer = await this.#sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#source.queueUrl,
        MaxNumberOfMessages: Math.min(most, mostPerCall),
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
      this.#polling.abortable ? { abortSignal: signal } : {},
    );
    return answer.Messages ?? [];
  }

  /** Deletes messages that are done. Returns how many SQS refused: they come again, as late work always may. */
  async delete(messages: readonly Message[]): Promise<number> {
    let refused = 0;
    for (const entries of perCall(messages)) {
      const input = { QueueUrl: this.#source.queueUrl, Entries: entries };
      const answer = await this.#sqs.send(new DeleteMessageBatchCommand(input));
      refused += answer.Failed?.length ?? 0;
    }
    return refused;
  }

  /** Gives back messages that no invocation will see, so that they need not wait for their visibility timeout. */
  async release(messages: readonly Message[]): Promise<void> {
    for (const entries of perCall(messages)) {
      const Entries = entries.map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
      await this.#sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.#source.queueUrl, Entries }));
    }
  }
}

function* perCall(messages: readonly Message[]) {
  for (let at = 0; at < messages.length; at += mostPerCall) {
    const some = messages.slice(at, at + mostPerCall);
    yield some.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  }
}
