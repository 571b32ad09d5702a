/** A queue that a test scripts. It records every call, and throws on an unexpected one. */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

interface OpenPoll {
  readonly resolve: (messages: Message[]) => void;
  readonly reject: (error: Error) => void;
  readonly signal: AbortSignal | undefined;
}

export class FakeQueue {
  readonly deleted: string[] = [];
  readonly released: string[] = [];
  /** Receive calls so far. */
  polls = 0;
  /** What the next polls answer with, instead of waiting: messages, or an error. */
  readonly answers: (Message[] | Error)[] = [];
  /** Ids whose deletion is refused. */
  readonly undeletable = new Set<string>();
  readonly #open: OpenPoll[] = [];

  get client(): SQSClient {
    return { send: this.#send } as unknown as SQSClient;
  }

  get openPolls(): number {
    return this.#open.length;
  }

  /** Hands a batch to the poll that waits, or to the next one. */
  deliver(...ids: string[]): void {
    const messages = ids.map((id) => ({ MessageId: id, ReceiptHandle: id, Body: id, MD5OfBody: '' }));
    const poll = this.#open.shift();
    if (poll) poll.resolve(messages);
    else this.answers.push(messages);
  }

  readonly #send = async (command: object, options: { abortSignal?: AbortSignal } = {}): Promise<object> => {
    if (command instanceof ReceiveMessageCommand) return { Messages: await this.#receive(options.abortSignal) };
    if (command instanceof DeleteMessageBatchCommand) {
      const handles = (command.input.Entries ?? []).map(({ ReceiptHandle = '' }) => ReceiptHandle);
      this.deleted.push(...handles.filter((handle) => !this.undeletable.has(handle)));
      return { Failed: handles.filter((handle) => this.undeletable.has(handle)) };
    }
    if (command instanceof ChangeMessageVisibilityBatchCommand) {
      for (const { ReceiptHandle = '', VisibilityTimeout } of command.input.Entries ?? []) {
        if (VisibilityTimeout === 0) this.released.push(ReceiptHandle);
      }
      return {};
    }
    throw new Error(`Nobody taught the fake queue ${command.constructor.name}`);
  };

  #receive(signal: AbortSignal | undefined): Promise<Message[]> {
    this.polls += 1;
    const answer = this.answers.shift();
    if (answer) return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    return new Promise((resolve, reject) => {
      const poll = { resolve, reject, signal };
      this.#open.push(poll);
      signal?.addEventListener('abort', () => {
        if (!this.#open.includes(poll)) return;
        this.#open.splice(this.#open.indexOf(poll), 1);
        reject(new Error('Request aborted'));
      });
    });
  }
}
