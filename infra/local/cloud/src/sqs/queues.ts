import type { CloudContext, Timer } from '../core/context.ts';
import { queueDoesNotExist } from './errors.ts';
import { Journal } from './journal.ts';
import { parseQueueArn, parseQueueUrl } from './names.ts';
import { Orders } from './orders.ts';
import { Queue } from './queue.ts';
import type { QueueHost, QueueRecord } from './queue-record.ts';
import { Remembered } from './remembered.ts';

/** "You must wait 60 seconds after deleting a queue before you can create another queue with the same name." */
const deletedMs = 60_000;
/** How often queues that nobody calls are looked through for what has expired. */
const sweepMs = 30_000;

/** All queues of this cloud. */
export class Queues implements QueueHost {
  readonly context: CloudContext;
  readonly journal: Journal;
  readonly orders: Orders;
  readonly inFlightLimit: number;
  readonly deleted: Remembered<true>;
  readonly #queues = new Map<string, Queue>();
  #sweeping: Timer | undefined;
  #closed = false;

  private constructor(context: CloudContext, journal: Journal, orders: Orders, inFlightLimit: number) {
    this.context = context;
    this.journal = journal;
    this.orders = orders;
    this.inFlightLimit = inFlightLimit;
    this.deleted = new Remembered(journal, 'deleted', deletedMs);
  }

  /** With what the store has. */
  static async open(context: CloudContext, inFlightLimit: number): Promise<Queues> {
    const journal = new Journal(context.store);
    const queues = new Queues(context, journal, await Orders.open(journal), inFlightLimit);
    await queues.#load();
    return queues;
  }

  /** In order of name. */
  all(): Queue[] {
    return [...this.#queues.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  byName(name: string): Queue | undefined {
    return this.#queues.get(name);
  }

  readonly byArn = (arn: string): Queue | undefined => {
    const address = parseQueueArn(arn);
    return address?.account === this.context.account ? this.#queues.get(address.name) : undefined;
  };

  /** @throws InvalidAddress QueueDoesNotExist */
  byUrl(url: string): Queue {
    const { account, name } = parseQueueUrl(url, this.context.account);
    const queue = account === this.context.account ? this.#queues.get(name) : undefined;
    if (!queue) throw queueDoesNotExist();
    return queue;
  }

  url(name: string): string {
    return `${this.context.endpoint()}/${this.context.account}/${name}`;
  }

  create(name: string, record: Omit<QueueRecord, 'serial' | 'createdMs' | 'modifiedMs'>): Queue {
    const now = this.context.clock.now();
    const queue = new Queue(this, name, { ...record, serial: this.orders.take(), createdMs: now, modifiedMs: now });
    this.#queues.set(name, queue);
    queue.save();
    return queue;
  }

  delete(queue: Queue): void {
    this.#queues.delete(queue.name);
    queue.clear();
    queue.deduplication.clear();
    queue.attempts.clear();
    queue.polls.close();
    this.journal.dropQueue(queue.name);
    this.deleted.set(queue.name, true, this.orders.take(), this.context.clock.now());
    this.perishable();
  }

  /** Queues whose redrive policy names this one. */
  sourcesOf(queue: Queue): Queue[] {
    return this.all().filter((other) => other.redrive && this.byArn(other.redrive.deadLetterTargetArn) === queue);
  }

  readonly perishable = (): void => {
    if (!this.#sweeping && !this.#closed) this.#armSweep();
  };

  close(): void {
    this.#closed = true;
    this.#sweeping?.cancel();
    this.#sweeping = undefined;
    for (const queue of this.#queues.values()) queue.polls.close();
  }

  #armSweep(): void {
    this.#sweeping = this.context.clock.at(this.context.clock.now() + sweepMs, () => {
      this.#sweeping = undefined;
      this.deleted.sweep(this.context.clock.now());
      let left = this.deleted.size > 0;
      for (const queue of this.#queues.values()) left = queue.sweep() || left;
      if (left) this.perishable();
    });
  }

  async #load(): Promise<void> {
    const { journal } = this;
    await journal.eachQueue<QueueRecord & { v: number }>((name, { v: _, ...record }) => {
      this.#queues.set(name, new Queue(this, name, record));
    });
    await journal.eachMessage((name, message) => this.#queues.get(name)?.load(message));
    for (const queue of this.#queues.values()) await queue.loadRemembered();
    await this.deleted.load();
    this.perishable();
  }
}
