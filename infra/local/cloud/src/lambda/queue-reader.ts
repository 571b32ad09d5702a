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

/** The SQS calls. @throws SQS's errors */
export interface QueueCalls {
  receive(input: ReceiveMessageRequest, signal?: AbortSignal): Promise<ReceiveMessageResult>;
  delete(input: DeleteMessageBatchRequest): Promise<DeleteMessageBatchResult>;
  release(input: ChangeMessageVisibilityBatchRequest): Promise<unknown>;
}

export interface Polling {
  readonly calls: QueueCalls;
  /** How long a call waits for the first message, at most 20. */
  readonly waitSeconds: number;
  /** Whether aborting a call also ends it in SQS. If not, the call is awaited and its messages are given back. */
  readonly abortable: boolean;
}

export function sdkCalls(sqs: SQSClient): QueueCalls {
  return {
    receive: (input, abortSignal) => sqs.send(new ReceiveMessageCommand(input), abortSignal ? { abortSignal } : {}),
    delete: (input) => sqs.send(new DeleteMessageBatchCommand(input)),
    release: (input) => sqs.send(new ChangeMessageVisibilityBatchCommand(input)),
  };
}

/** How many messages one call receives, deletes or gives back at most. */
export const maxPerCall = 10;

export class QueueReader {
  readonly #source: ProvisionedEventSource;
  readonly #polling: Polling;

  constructor(source: ProvisionedEventSource, polling: Polling) {
    this.#source = source;
    this.#polling = polling;
  }

  /**
   * Returns up to min(10, max) messages; empty if none arrive within the wait.
   * @throws if `signal` is aborted, and SQS's errors
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

  /** Returns how many deletions SQS refused: those messages will be received again. */
  async delete(messages: readonly Message[]): Promise<number> {
    let refused = 0;
    for (const entries of perCall(messages)) {
      const input = { QueueUrl: this.#source.queueUrl, Entries: entries };
      const answer = await this.#polling.calls.delete(input);
      refused += answer.Failed?.length ?? 0;
    }
    return refused;
  }

  /** Makes messages visible again that no invocation will see, instead of letting them wait for their visibility timeout. */
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
