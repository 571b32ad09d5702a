import type { HeapItem } from './indexed-heap.ts';

/** A message attribute as the wire has it; binary values in base64. */
export interface MessageAttributeValue {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttributeValue>>;

/** The part of a message that never changes while it is in a queue; stored once. */
export interface MessageContent {
  readonly id: string;
  readonly body: string;
  /** When it was sent, milliseconds on the cloud's clock. Retention counts from here, on a standard DLQ too. */
  readonly sentMs: number;
  /** How far the time of day was ahead of the cloud's clock then; absent if it was not. */
  readonly leadMs?: number | undefined;
  /** Delayed until then, milliseconds. Only on standard queues: on FIFO queues the queue's delay counts, retroactively. */
  readonly availableMs?: number | undefined;
  readonly attributes?: MessageAttributes | undefined;
  readonly traceHeader?: string | undefined;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
  readonly sequenceNumber?: string | undefined;
  /** On a dead-letter queue: ARN of the queue that the message came from. */
  readonly sourceArn?: string | undefined;
}

/** What a receive changes; stored separately, so that a receive does not write the body again. */
export interface ReceiveState {
  /** Over all queues that the message went through. */
  count: number;
  /** First and latest receive, milliseconds; 0 before. */
  firstMs: number;
  latestMs: number;
  /** In flight until then, milliseconds; 0 if it is not in flight. */
  visibleMs: number;
}

export const neverReceived = (): ReceiveState => ({ count: 0, firstMs: 0, latestMs: 0, visibleMs: 0 });

export interface Message extends HeapItem {
  /** Place in the order of sending; unique over all queues, forever. */
  readonly order: number;
  readonly content: MessageContent;
  readonly received: ReceiveState;
  /** Key of the journal's record with its receive state. */
  receiveRecord: string | undefined;
  /** In hex; computed at the first receive. */
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
