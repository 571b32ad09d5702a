import type { HeapItem } from './indexed-heap.ts';

/** A message attribute as the wire has it; binary values in base64. */
export interface MessageAttributeValue {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttributeValue>>;

/** What does not change while a message lies in a queue; stored once. */
export interface MessageContent {
  readonly id: string;
  readonly body: string;
  /** When it was sent, milliseconds. Retention counts from here, on a standard DLQ too. */
  readonly sentMs: number;
  /** Delayed until then, milliseconds (standard queues; on FIFO queues the delay is the queue's and retroactive). */
  readonly availableMs?: number | undefined;
  readonly attributes?: MessageAttributes | undefined;
  readonly traceHeader?: string | undefined;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
  readonly sequenceNumber?: string | undefined;
  /** ARN of the queue that gave it up, on a dead-letter queue. */
  readonly sourceArn?: string | undefined;
}

/** What a receive changes; stored apart, so that a receive does not write the body again. */
export interface ReceiveState {
  /** Over all queues it went through. */
  count: number;
  /** First and latest receive, milliseconds; 0 before. */
  firstMs: number;
  latestMs: number;
  /** In flight until then, milliseconds; 0 when it is not. */
  visibleMs: number;
}

export const neverReceived = (): ReceiveState => ({ count: 0, firstMs: 0, latestMs: 0, visibleMs: 0 });

export interface Message extends HeapItem {
  /** Place in the order of sending; unique over all queues and for ever. */
  readonly order: number;
  readonly content: MessageContent;
  readonly received: ReceiveState;
  /** The journal's record that has its receive state. */
  receiveRecord: string | undefined;
  /** In hex; computed when first asked for. */
  bodyMd5: string | undefined;
  /** FIFO: neighbours in the message group, oldest first. */
  previous: Message | undefined;
  next: Message | undefined;
}

export function createMessage(order: number, content: MessageContent, received = neverReceived()): Message {
  return {
    order,
    content,
    received,
    receiveRecord: undefined,
    bodyMd5: undefined,
    previous: undefined,
    next: undefined,
    position: -1,
  };
}
