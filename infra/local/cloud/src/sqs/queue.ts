import { type QueueAttributes, type QueueSettings, settingsOf } from './attributes.ts';
import type { Admission, Backlog } from './backlog.ts';
import { sqsError } from './errors.ts';
import { FifoBacklog } from './fifo-backlog.ts';
import { IndexedHeap } from './indexed-heap.ts';
import { LongPolls } from './long-polls.ts';
import { createMessage, type Message, type MessageContent, type ReceiveState } from './message.ts';
import { sequenceNumber } from './orders.ts';
import type { Attempt, QueueHost, QueueRecord } from './queue-record.ts';
import { parseRedrivePolicy, type RedrivePolicy } from './redrive-policy.ts';
import { Remembered } from './remembered.ts';
import { StandardBacklog } from './standard-backlog.ts';

const deduplicationMs = 5 * 60_000;
/** "The change can take up to 60 seconds": recorded on AWS for the deduplication scope, while others count at once. */
const scopeChangeMs = 60_000;
/** How often, at most, all messages are looked through for expired ones. */
const expiryScanMs = 1000;

/** A queue and its messages: memory first, each change queued for the store in the same tick. */
export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
  readonly record: QueueRecord;
  readonly messages = new Map<number, Message>();
  /** Message ids, which a duplicate is answered with; an entry's order gives the sequence number. */
  readonly deduplication: Remembered<string>;
  readonly attempts: Remembered<Attempt>;
  readonly polls: LongPolls;
  settings: QueueSettings;
  redrive: RedrivePolicy | undefined;
  readonly #host: QueueHost;
  readonly #backlog: Backlog;
  readonly #inFlight = new IndexedHeap<Message>(visibleSooner);
  /** No message expires before; a lower bound. */
  #nextExpiryMs = Number.POSITIVE_INFINITY;

  constructor(host: QueueHost, name: string, record: QueueRecord) {
    const { account, region } = host.context;
    this.#host = host;
    this.name = name;
    this.arn = `arn:aws:sqs:${region}:${account}:${name}`;
    this.fifo = name.endsWith('.fifo');
    this.record = record;
    this.settings = settingsOf(record.attributes);
    this.redrive = redriveOf(record.attributes);
    this.deduplication = new Remembered(host.journal, `dedup/${name}`, deduplicationMs);
    this.attempts = new Remembered(host.journal, `attempt/${name}`, deduplicationMs);
    this.polls = new LongPolls(host.context.clock, () => this.nextDueMs());
    this.#backlog = this.fifo ? new FifoBacklog(() => this.settings.delayMs) : new StandardBacklog();
  }

  /** Puts a message at the end of the queue. */
  append(content: MessageContent, received?: ReceiveState, order = this.#host.orders.take()): Message {
    const message = createMessage(order, content, received);
    this.#host.journal.putMessage(this.name, message);
    if (message.received.count > 0) this.#saveReceive(message);
    this.#insert(message);
    this.polls.wake();
    return message;
  }

  /** Takes up a message from the store; they come in order. */
  load(message: Message): void {
    this.#insert(message);
  }

  async loadRemembered(): Promise<void> {
    await this.deduplication.load();
    await this.attempts.load();
  }

  /**
   * Takes up to `limit` messages in flight for `visibilityMs`; fewer, when there are no more.
   * @throws OverLimit on a standard queue that has as many in flight as it may
   */
  receive(limit: number, visibilityMs: number): Message[] {
    const now = this.#settle();
    const { inFlightLimit } = this.#host;
    if (!this.fifo && this.#inFlight.size >= inFlightLimit) {
      throw sqsError('OverLimit', `The queue has reached its limit of ${inFlightLimit} in flight messages.`);
    }
    return this.#backlog.take(limit, now, (message) => this.#admit(message, now, visibilityMs));
  }

  /**
   * Lets up to `limit` messages that could be received now leave the queue, oldest first, each once `accept` has put it
   * elsewhere; ends at the first that it does not accept. @returns how many left
   */
  drain(limit: number, accept: (message: Message) => boolean): number {
    let left = 0;
    this.#backlog.take(Number.POSITIVE_INFINITY, this.#settle(), (message) => {
      if (left >= limit || !accept(message)) return 'stop';
      this.remove(message);
      left++;
      return 'gone';
    });
    return left;
  }

  #admit(message: Message, now: number, visibilityMs: number): Admission {
    if (this.#isExpired(message, now)) {
      this.remove(message);
      return 'gone';
    }
    if (this.redrive && message.received.count >= this.redrive.maxReceiveCount && this.#giveUp(message, now)) {
      return 'gone';
    }
    if (this.#inFlight.size >= this.#host.inFlightLimit) return 'stop';
    const { received } = message;
    received.count++;
    received.firstMs ||= now;
    received.latestMs = now;
    received.visibleMs = now + visibilityMs;
    this.#inFlight.push(message);
    this.#saveReceive(message);
    return 'taken';
  }

  /** Moves a message to the dead-letter queue; false when there is none any more, and the message stays. */
  #giveUp(message: Message, now: number): boolean {
    const target = this.redrive && this.#host.byArn(this.redrive.deadLetterTargetArn);
    if (!target || target === this) return false;
    this.remove(message);
    const content = { ...message.content, sourceArn: this.arn, availableMs: undefined };
    // A FIFO dead-letter queue counts retention from the move and has the message's id as its deduplication id.
    target.appendMoved(
      this.fifo ? { ...content, sentMs: now, deduplicationId: content.id } : content,
      message.received,
    );
    return true;
  }

  /** As `append`, for a message that comes from another queue; on FIFO it gets a sequence number of this queue. */
  appendMoved(content: MessageContent, received?: ReceiveState): Message {
    const order = this.#host.orders.take();
    return this.append(this.fifo ? { ...content, sequenceNumber: sequenceNumber(order) } : content, received, order);
  }

  /** Whether the message is hidden by a receive that has not ended yet. */
  isInFlight(message: Message): boolean {
    return message.received.visibleMs > this.#host.context.clock.now();
  }

  /**
   * Ends a message's receive at `visibleMs`; now or earlier makes it visible at once. Hides one that is visible again
   * as well (recorded on AWS for standard queues).
   */
  hideUntil(message: Message, visibleMs: number): void {
    if (!this.#inFlight.has(message)) this.#backlog.removed(message, this.#host.context.clock.now());
    message.received.visibleMs = visibleMs;
    if (this.#inFlight.has(message)) this.#inFlight.update(message);
    else this.#inFlight.push(message);
    this.#saveReceive(message);
    this.#settle();
    this.polls.wake();
  }

  /** Deletes a message, whatever its state. */
  remove(message: Message): void {
    const now = this.#host.context.clock.now();
    this.messages.delete(message.order);
    this.#inFlight.remove(message);
    this.#backlog.removed(message, now);
    this.#host.journal.dropMessage(this.name, message);
    if (this.fifo) this.polls.wake(); // the group may go on
  }

  clear(): void {
    for (const message of this.messages.values()) this.#host.journal.dropMessage(this.name, message);
    this.messages.clear();
    this.#inFlight.clear();
    this.#backlog.clear();
    this.#nextExpiryMs = Number.POSITIVE_INFINITY;
  }

  /** Whether a deduplication id counts within its message group alone. */
  deduplicatesPerGroup(nowMs: number): boolean {
    const pending = nowMs < (this.record.scopeFromMs ?? 0);
    return pending !== this.settings.deduplicationPerGroup;
  }

  setAttributes(attributes: QueueAttributes): void {
    const before = this.settings;
    const now = this.#host.context.clock.now();
    const perGroup = this.deduplicatesPerGroup(now);
    this.record.attributes = attributes;
    this.settings = settingsOf(attributes);
    if (before.deduplicationPerGroup !== this.settings.deduplicationPerGroup) {
      this.record.scopeFromMs = perGroup === this.settings.deduplicationPerGroup ? undefined : now + scopeChangeMs;
    }
    this.redrive = redriveOf(attributes);
    if (before.retentionMs !== this.settings.retentionMs) this.#nextExpiryMs = 0;
    if (before.delayMs !== this.settings.delayMs) this.#backlog.delayChanged(now);
    this.polls.wake();
  }

  save(): void {
    this.#host.journal.putQueue(this.name, this.record);
  }

  counts(): { visible: number; inFlight: number; delayed: number } {
    const now = this.#settle();
    const inFlight = this.#inFlight.size;
    const delayed = this.#backlog.delayed(now);
    return { visible: this.messages.size - inFlight - delayed, inFlight, delayed };
  }

  /** When, without any call, a message becomes available next; milliseconds. */
  nextDueMs(): number | undefined {
    const visibleMs = this.#inFlight.peek()?.received.visibleMs;
    const delayMs = this.#backlog.nextDueMs();
    return visibleMs !== undefined && delayMs !== undefined ? Math.min(visibleMs, delayMs) : (visibleMs ?? delayMs);
  }

  /** Forgets what time has taken away. Whether something is left that time will take. */
  sweep(): boolean {
    const now = this.#settle();
    this.deduplication.sweep(now);
    this.attempts.sweep(now);
    return this.messages.size + this.deduplication.size + this.attempts.size > 0;
  }

  #saveReceive(message: Message): void {
    this.#host.journal.putReceive(message, () => this.#host.orders.take());
  }

  #insert(message: Message): void {
    const now = this.#host.context.clock.now();
    this.messages.set(message.order, message);
    if (message.received.visibleMs > now) this.#inFlight.push(message);
    else message.received.visibleMs = 0;
    this.#backlog.add(message, now);
    this.#nextExpiryMs = Math.min(this.#nextExpiryMs, message.content.sentMs + this.settings.retentionMs);
    this.#host.perishable();
  }

  #isExpired(message: Message, now: number): boolean {
    return message.content.sentMs + this.settings.retentionMs <= now;
  }

  /** Brings back what is visible again and drops what has expired. @returns now, milliseconds */
  #settle(): number {
    const now = this.#host.context.clock.now();
    for (let next = this.#inFlight.peek(); next && next.received.visibleMs <= now; next = this.#inFlight.peek()) {
      this.#inFlight.pop();
      next.received.visibleMs = 0;
      this.#backlog.returned(next, now);
    }
    if (this.#nextExpiryMs <= now) this.#dropExpired(now);
    return now;
  }

  #dropExpired(now: number): void {
    let oldestMs = Number.POSITIVE_INFINITY;
    for (const message of this.messages.values()) {
      if (this.#isExpired(message, now)) this.remove(message);
      else oldestMs = Math.min(oldestMs, message.content.sentMs);
    }
    this.#nextExpiryMs = Math.max(oldestMs + this.settings.retentionMs, now + expiryScanMs);
  }
}

/** Of messages that come back at the same moment, the older one comes first. */
function visibleSooner(left: Message, right: Message): boolean {
  const { visibleMs } = left.received;
  return visibleMs < right.received.visibleMs || (visibleMs === right.received.visibleMs && left.order < right.order);
}

function redriveOf(attributes: QueueAttributes): RedrivePolicy | undefined {
  const policy = attributes.RedrivePolicy;
  return policy === undefined ? undefined : parseRedrivePolicy(policy);
}
