/**
 * SQS's records in the store. A message's body is written once; what a receive changes is a short line in another record. Lines
 * are gathered (`Store.gather`): one record for all lines of a batch of writes.
 *
 * | key                               | value                                                     |
 * | --------------------------------- | --------------------------------------------------------- |
 * | `sqs/order`                       | orders below this number may be in use                    |
 * | `sqs/queue/<name>`                | attributes, tags, times                                   |
 * | `sqs/message/<name>/<order>`      | the message's content                                     |
 * | `sqs/receive/<order>`             | lines: receive count and times of messages, of any queue  |
 * | `sqs/dedup/<name>/<order>`        | lines: deduplication ids and what was sent, 5 minutes     |
 * | `sqs/attempt/<name>/<order>`      | lines: ReceiveRequestAttemptIds, their messages, 5 minutes|
 * | `sqs/deleted/<order>`             | lines: deleted queues' names, 60 seconds                  |
 * | `sqs/task/<order>`                | a message move task                                       |
 */
import { prefixed, type Store } from '../core/store.ts';
import { createMessage, type Message, type MessageContent, type ReceiveState } from './message.ts';

/** Format of the records, for migration by a later release. (A line tells its format by its length.) */
const format = 1;

/** Orders sort as text: 16 digits hold every safe integer. */
const orderKey = (order: number) => String(order).padStart(16, '0');

/** Order of the message, receive count, times in milliseconds: first, latest, visible again. */
type ReceiveLine = readonly [order: number, count: number, firstMs: number, latestMs: number, visibleMs: number];

export class Journal {
  readonly #store: Store;
  /** How many messages have their latest line in each receive record. */
  readonly #receiveRecords = new Map<string, number>();

  constructor(store: Store) {
    this.#store = store;
  }

  putMessage(queue: string, { order, content }: Message): void {
    this.#store.put(`sqs/message/${queue}/${orderKey(order)}`, JSON.stringify({ v: format, content }));
  }

  /** @param nextOrder is called if a new record begins; it must sort after every earlier receive */
  putReceive(message: Message, nextOrder: () => number): void {
    const { count, firstMs, latestMs, visibleMs } = message.received;
    const line = `[${message.order},${count},${firstMs},${latestMs},${visibleMs}]`;
    const record = this.#store.gather('sqs/receive/', () => orderKey(nextOrder()), line);
    this.#setReceiveRecord(message, record);
  }

  dropMessage(queue: string, message: Message): void {
    this.#store.del(`sqs/message/${queue}/${orderKey(message.order)}`);
    this.#setReceiveRecord(message, undefined);
  }

  /** Notes which record has a message's latest line, and deletes a record that has no latest line any more. */
  #setReceiveRecord(message: Message, record: string | undefined): void {
    const before = message.receiveRecord;
    if (record === before) return;
    message.receiveRecord = record;
    if (record !== undefined) this.#receiveRecords.set(record, (this.#receiveRecords.get(record) ?? 0) + 1);
    if (before === undefined) return;
    const left = (this.#receiveRecords.get(before) ?? 0) - 1;
    if (left > 0) {
      this.#receiveRecords.set(before, left);
    } else {
      this.#receiveRecords.delete(before);
      this.#store.del(before);
    }
  }

  /** @returns the record's key, for `delete` */
  gather(kind: string, order: number, line: readonly unknown[]): string {
    return this.#store.gather(`sqs/${kind}/`, () => orderKey(order), JSON.stringify(line));
  }

  delete(record: string): void {
    this.#store.del(record);
  }

  /** Lines of a kind, in the order in which they were gathered. */
  async eachGathered<Line>(kind: string, visit: (line: Line, record: string) => void): Promise<void> {
    for await (const [record, value] of this.#store.range(prefixed(`sqs/${kind}/`))) {
      for (const line of JSON.parse(value) as Line[]) visit(line, record);
    }
  }

  /** @param kind the part of the key after `sqs/` */
  put(kind: string, order: number, value: object): void {
    this.#store.put(`sqs/${kind}/${orderKey(order)}`, JSON.stringify({ v: format, ...value }));
  }

  drop(kind: string, order: number): void {
    this.#store.del(`sqs/${kind}/${orderKey(order)}`);
  }

  putQueue(name: string, queue: object): void {
    this.#store.put(`sqs/queue/${name}`, JSON.stringify({ v: format, ...queue }));
  }

  dropQueue(name: string): void {
    this.#store.del(`sqs/queue/${name}`);
  }

  async eachQueue<T>(visit: (name: string, queue: T) => void): Promise<void> {
    for await (const [key, value] of this.#store.range(prefixed('sqs/queue/'))) {
      visit(key.slice('sqs/queue/'.length), JSON.parse(value) as T);
    }
  }

  async eachMessage(visit: (queue: string, message: Message) => void): Promise<void> {
    const receives = new Map<number, { received: ReceiveState; record: string }>();
    await this.eachGathered<ReceiveLine>('receive', ([order, count, firstMs, latestMs, visibleMs], record) => {
      receives.set(order, { received: { count, firstMs, latestMs, visibleMs }, record });
      this.#receiveRecords.set(record, 0);
    });
    for await (const [key, value] of this.#store.range(prefixed('sqs/message/'))) {
      const { content } = JSON.parse(value) as { content: MessageContent };
      const { received, record } = receives.get(orderOf(key)) ?? {};
      const message = createMessage(orderOf(key), content, received);
      this.#setReceiveRecord(message, record);
      visit(queueOf(key, 'sqs/message/'), message);
    }
    for (const [record, messages] of this.#receiveRecords) {
      if (messages > 0) continue;
      this.#receiveRecords.delete(record);
      this.#store.del(record);
    }
  }

  /** Records put with `put` under `kind`. */
  async each<T>(kind: string, visit: (order: number, value: T) => void): Promise<void> {
    for await (const [key, value] of this.#store.range(prefixed(`sqs/${kind}/`))) {
      visit(orderOf(key), JSON.parse(value) as T);
    }
  }

  async reservedOrder(): Promise<number> {
    return Number((await this.#store.get('sqs/order')) ?? 0);
  }

  putReservedOrder(order: number): void {
    this.#store.put('sqs/order', String(order));
  }
}

const queueOf = (key: string, prefix: string) => key.slice(prefix.length, -17);

const orderOf = (key: string) => Number(key.slice(-16));
