import type { Timer } from '../core/clock.ts';
import type { CloudContext } from '../core/context.ts';
import { queueDoesNotExist } from './errors.ts';
import { ExpiringMap } from './expiring-map.ts';
import { Journal } from './journal.ts';
import { parseQueueArn, parseQueueUrl } from './names.ts';
import { Queue, type QueueHost } from './queue.ts';
import type { QueueRecord } from './queue-record.ts';
import { SequenceNumbers } from './sequence-numbers.ts';

/** "You must wait 60 seconds after deleting a queue before you can create another queue with the same name." */
const deletedMs = 60_000;
/** How often expired messages are dropped from queues that nobody calls. */
const sweepMs = 30_000;

/** All queues of this cloud. */
export class Queues implements QueueHost {
  readonly context: CloudContext;
  readonly journal: Journal;
  readonly sequenceNumbers: SequenceNumbers;
  readonly maxInFlight: number;
  /** Names that cannot be used again yet. */
  readonly deleted: ExpiringMap<true>;
  readonly #queues = new Map<string, Queue>();
  #sweeping: Timer | undefined;
  #closed = false;

  private constructor(context: CloudContext, journal: Journal, sequenceNumbers: SequenceNumbers, maxInFlight: number) {
    this.context = context;
    this.journal = journal;
    this.sequenceNumbers = sequenceNumbers;
    this.maxInFlight = maxInFlight;
    this.deleted = new ExpiringMap(journal, 'deleted', deletedMs);
  }

  /** Restores the queues and messages of the store. */
  static async open(context: CloudContext, maxInFlight: number): Promise<Queues> {
    const journal = new Journal(context.store);
    const queues = new Queues(context, journal, await SequenceNumbers.open(journal), maxInFlight);
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
    const now = this.context.clock.wallTime();
    const queue = new Queue(this, name, {
      ...record,
      serial: this.sequenceNumbers.next(),
      createdMs: now,
      modifiedMs: now,
    });
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
    this.deleted.set(queue.name, true, this.sequenceNumbers.next(), this.context.clock.now());
    this.scheduleSweep();
  }

  /** Queues whose redrive policy names this one. */
  sourcesOf(queue: Queue): Queue[] {
    return this.all().filter((other) => other.redrive && this.byArn(other.redrive.deadLetterTargetArn) === queue);
  }

  readonly scheduleSweep = (): void => {
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
      if (left) this.scheduleSweep();
    });
  }

  async #load(): Promise<void> {
    const { journal } = this;
    await journal.eachQueue<QueueRecord & { v: number }>((name, { v: _, ...record }) => {
      this.#queues.set(name, new Queue(this, name, record));
    });
    await journal.eachMessage((name, message) => this.#queues.get(name)?.load(message));
    for (const queue of this.#queues.values()) await queue.loadExpiringMaps();
    await this.deleted.load();
    this.scheduleSweep();
  }
}
