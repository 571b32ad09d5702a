/** The three SQS calls of an event source mapping. */
import {
  ChangeMessageVisibilityBatchCommand,
  type ChangeMessageVisibilityBatchRequest,
  DeleteMessageBatchCommand,
  type DeleteMessageBatchRequest,
  type DeleteMessageBatchResult,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageRequest,
  type ReceiveMessageResult,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { ProvisionedEventSource } from '../cloudformation/provider.ts';

/** The calls themselves. @throws as SQS refuses them */
export interface QueueCalls {
  receive(input: ReceiveMessageRequest, signal?: AbortSignal): Promise<ReceiveMessageResult>;
  delete(input: DeleteMessageBatchRequest): Promise<DeleteMessageBatchResult>;
  release(input: ChangeMessageVisibilityBatchRequest): Promise<unknown>;
}

export interface Polling {
  readonly calls: QueueCalls;
  /** How long a call waits for messages, at most 20; one that arrives ends the wait at once. */
  readonly waitSeconds: number;
  /** Whether a call that is aborted ends in SQS too. Otherwise it is waited for, and what it brings is given back. */
  readonly abortable: boolean;
}

export function sdkCalls(sqs: SQSClient): QueueCalls {
  return {
    receive: (input, abortSignal) => sqs.send(new ReceiveMessageCommand(input), abortSignal ? { abortSignal } : {}),
    delete: (input) => sqs.send(new DeleteMessageBatchCommand(input)),
    release: (input) => sqs.send(new ChangeMessageVisibilityBatchCommand(input)),
  };
}

/** The most messages that one call receives, deletes or gives back. */
export const maxPerCall = 10;

export class QueueReader {
  readonly #source: ProvisionedEventSource;
  readonly #polling: Polling;

  constructor(source: ProvisionedEventSource, polling: Polling) {
    this.#source = source;
    this.#polling = polling;
  }

  /**
   * At most ten messages, and no more than `most`; none when there are none within the wait.
   * @throws when `signal` is aborted, or as the SDK does
   */
  async receive(
    signal: AbortSignal,
    max: number,
    waitSeconds = this.#polling.waitSeconds,
  ): Promise<readonly Message[]> {
    const { calls, abortable } = this.#polling;
    const answer = await calls.receive(
      {
        QueueUrl: this.#source.queueUrl,
        MaxNumberOfMessages: Math.min(max, maxPerCall),
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      },
      abortable ? signal : undefined,
    );
    return answer.Messages ?? [];
  }

  /** Deletes messages that are done. Returns how many SQS refused: they come again, as late work always may. */
  async delete(messages: readonly Message[]): Promise<number> {
    let refused = 0;
    for (const entries of perCall(messages)) {
      const input = { QueueUrl: this.#source.queueUrl, Entries: entries };
      const answer = await this.#polling.calls.delete(input);
      refused += answer.Failed?.length ?? 0;
    }
    return refused;
  }

  /** Gives back messages that no invocation will see, so that they need not wait for their visibility timeout. */
  async release(messages: readonly Message[]): Promise<void> {
    for (const entries of perCall(messages)) {
      const Entries = entries.map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
      await this.#polling.calls.release({ QueueUrl: this.#source.queueUrl, Entries });
    }
  }
}

function* perCall(messages: readonly Message[]) {
  for (let at = 0; at < messages.length; at += maxPerCall) {
    const some = messages.slice(at, at + maxPerCall);
    yield some.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  }
}
