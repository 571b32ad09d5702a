/** The three SQS calls of an event source mapping. */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { ProvisionedEventSource } from '../provision/provider.ts';

/** The longest that SQS lets a call wait; a message that arrives ends the wait at once. */
export const longPollSeconds = 20;

export class QueueReader {
  readonly #sqs: SQSClient;
  readonly #source: ProvisionedEventSource;

  constructor(sqs: SQSClient, source: ProvisionedEventSource) {
    this.#sqs = sqs;
    this.#source = source;
  }

  /** Waits for messages, at most `longPollSeconds`; none then. @throws when `signal` is aborted, or as the SDK does */
  async receive(signal: AbortSignal): Promise<readonly Message[]> {
    const answer = await this.#sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#source.queueUrl,
        MaxNumberOfMessages: this.#source.batchSize,
        WaitTimeSeconds: longPollSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
      { abortSignal: signal },
    );
    return answer.Messages ?? [];
  }

  /** Deletes messages that are done. Returns how many SQS refused: they come again, as late work always may. */
  async delete(messages: readonly Message[]): Promise<number> {
    if (messages.length === 0) return 0;
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    const answer = await this.#sqs.send(new DeleteMessageBatchCommand({ QueueUrl: this.#source.queueUrl, Entries }));
    return answer.Failed?.length ?? 0;
  }

  /** Gives back messages that no invocation will see, so that they need not wait for their visibility timeout. */
  async release(messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return;
    const Entries = messages.map(({ ReceiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    await this.#sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.#source.queueUrl, Entries }));
  }
}
