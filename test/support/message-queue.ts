/** A queue as a consumer sees it: what is not done comes again, in its group's order, and nothing ever moves a message away. */
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Handler } from '../../services/runtime/handler.ts';

const batchSize = 10;

export class MessageQueue {
  readonly #name: string;
  readonly #handler: Handler<SQSEvent, SQSBatchResponse>;
  #records: SQSRecord[] = [];
  #sent = 0;

  constructor(name: string, handler: Handler<SQSEvent, SQSBatchResponse>) {
    this.#name = name;
    this.#handler = handler;
  }

  get size(): number {
    return this.#records.length;
  }

  /** @returns the message's id */
  send(body: string, group?: string): string {
    this.#sent += 1;
    const messageId = `${this.#name}-${this.#sent}`;
    const attributes = {
      ApproximateReceiveCount: '0',
      SentTimestamp: '1764230400000',
      ApproximateFirstReceiveTimestamp: '1764230401000',
      SenderId: 'test',
      ...(group === undefined ? {} : { MessageGroupId: group }),
    };
    const eventSourceARN = `arn:aws:sqs:eu-central-1:000000000000:${this.#name}`;
    this.#records.push({ messageId, body, attributes, eventSourceARN } as SQSRecord);
    return messageId;
  }

  /** Receives everything once. @returns the ids of the messages that are left */
  async receiveAll(): Promise<string[]> {
    const received = this.#records.map((record) => ({
      ...record,
      attributes: {
        ...record.attributes,
        ApproximateReceiveCount: String(Number(record.attributes.ApproximateReceiveCount) + 1),
      },
    }));
    const left: SQSRecord[] = [];
    for (let at = 0; at < received.length; at += batchSize) {
      const Records = received.slice(at, at + batchSize);
      const { batchItemFailures } = await this.#handler({ Records }, {} as Context);
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      left.push(...Records.filter(({ messageId }) => failed.has(messageId)));
    }
    this.#records = left;
    return left.map(({ messageId }) => messageId);
  }
}
