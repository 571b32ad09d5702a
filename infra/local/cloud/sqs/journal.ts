/**
 * SQS's records in the store. A message's body is written once; what a receive changes lies in a small record beside it.
 *
 * | key                               | value                                                     |
 * | --------------------------------- | --------------------------------------------------------- |
 * | `sqs/order`                       | orders below this number may have been given out          |
 * | `sqs/queue/<name>`                | attributes, tags, times                                   |
 * | `sqs/message/<name>/<order>`      | the message's content                                     |
 * | `sqs/receive/<name>/<order>`      | its receive count and times                               |
 * | `sqs/dedup/<name>/<order>`        | a deduplication id and what was sent under it, 5 minutes  |
 * | `sqs/attempt/<name>/<order>`      | a ReceiveRequestAttemptId and its messages, 5 minutes     |
 * | `sqs/deleted/<order>`             | a deleted queue's name, 60 seconds                        |
 * | `sqs/task/<order>`                | a message move task                                       |
 */
import { prefixed, type Store } from '../store.ts';
import type { Message, MessageContent, ReceiveState } from './message.ts';

/** Format of the records below; a later release that changes one migrates by it. */
const format = 1;

/** Orders sort as text: 16 digits hold every safe integer. */
const orderKey = (order: number) => String(order).padStart(16, '0');

export class Journal {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  putMessage(queue: string, { order, content }: Message): void {
    this.#store.put(`sqs/message/${queue}/${orderKey(order)}`, JSON.stringify({ v: format, content }));
  }

  putReceive(queue: string, { order, received }: Message): void {
    const { count, firstMs, latestMs, visibleMs } = received;
    const value = `[${format},${count},${firstMs},${latestMs},${visibleMs}]`;
    this.#store.put(`sqs/receive/${queue}/${orderKey(order)}`, value);
  }

  dropMessage(queue: string, { order, received }: Message): void {
    const key = orderKey(order);
    this.#store.del(`sqs/message/${queue}/${key}`);
    if (received.count > 0) this.#store.del(`sqs/receive/${queue}/${key}`);
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

  async eachMessage(visit: (queue: string, order: number, content: MessageContent) => void): Promise<void> {
    for await (const [key, value] of this.#store.range(prefixed('sqs/message/'))) {
      const { content } = JSON.parse(value) as { content: MessageContent };
      visit(queueOf(key, 'sqs/message/'), orderOf(key), content);
    }
  }

  async eachReceive(visit: (queue: string, order: number, received: ReceiveState) => void): Promise<void> {
    for await (const [key, value] of this.#store.range(prefixed('sqs/receive/'))) {
      const [, count, firstMs, latestMs, visibleMs] = JSON.parse(value) as [number, number, number, number, number];
      visit(queueOf(key, 'sqs/receive/'), orderOf(key), { count, firstMs, latestMs, visibleMs });
    }
  }

  /** Records put with `put` under `kind`. */
  async each<T>(kind: string, visit: (order: number, value: T) => void): Promise<void> {
    for await (const [key, value] of this.#store.range(prefixed(`sqs/${kind}/`))) {
      visit(orderOf(key), JSON.parse(value) as T);
    }
  }

  async highestOrder(): Promise<number> {
    return Number((await this.#store.get('sqs/order')) ?? 0);
  }

  putHighestOrder(order: number): void {
    this.#store.put('sqs/order', String(order));
  }
}

const queueOf = (key: string, prefix: string) => key.slice(prefix.length, -17);

const orderOf = (key: string) => Number(key.slice(-16));
