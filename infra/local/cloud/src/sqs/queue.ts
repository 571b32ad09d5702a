import type { CloudContext } from '../core/context.ts';
import { type QueueAttributes, type QueueSettings, settingsOf } from './attributes.ts';
import type { Admission, Backlog } from './backlog.ts';
import { sqsError } from './errors.ts';
import { ExpiringMap } from './expiring-map.ts';
import { FifoBacklog } from './fifo-backlog.ts';
import { IndexedHeap } from './indexed-heap.ts';
import type { Journal } from './journal.ts';
import { LongPolls } from './long-polls.ts';
import { createMessage, type Message, type MessageContent, type ReceiveState } from './message.ts';
import type { Attempt, QueueRecord } from './queue-record.ts';
import { parseRedrivePolicy, type RedrivePolicy } from './redrive-policy.ts';
import { type SequenceNumbers, sequenceNumber } from './sequence-numbers.ts';
import { StandardBacklog } from './standard-backlog.ts';

const deduplicationMs = 5 * 60_000;
/** "The change can take up to 60 seconds": on AWS the deduplication scope does, other attributes take effect at once. */
const scopeChangeMs = 60_000;
/** Between two scans of all messages for expired ones. */
const minExpiryScanMs = 1000;

/** What queues share. */
export interface QueueHost {
  readonly context: CloudContext;
  readonly journal: Journal;
  readonly sequenceNumbers: SequenceNumbers;
  /** How many messages of a queue can be in flight. */
  readonly maxInFlight: number;
  /** The queue of an ARN, for redrive. */
  readonly byArn: (arn: string) => Queue | undefined;
  /** To be called when a queue has something that will expire. */
  readonly scheduleSweep: () => void;
}

/** A queue and its messages: memory first, each change queued for the store in the same tick. */
export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
  readonly record: QueueRecord;
  readonly messages = new Map<number, Message>();
  /** The id of the first message, which a duplicate is answered with; an entry's order gives its sequence number. */
  readonly deduplication: ExpiringMap<string>;
  readonly attempts: ExpiringMap<Attempt>;
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
    this.deduplication = new ExpiringMap(host.journal, `dedup/${name}`, deduplicationMs);
    this.attempts = new ExpiringMap(host.journal, `attempt/${name}`, deduplicationMs);
    this.polls = new LongPolls(host.context.clock, () => this.nextDueMs());
    this.#backlog = this.fifo ? new FifoBacklog(() => this.settings.delayMs) : new StandardBacklog();
  }

  /** Puts a message at the end of the queue. */
  append(content: MessageContent, received?: ReceiveState, order = this.#host.sequenceNumbers.next()): Message {
    const message = createMessage(order, content, received);
    this.#host.journal.putMessage(this.name, message);
    if (message.received.count > 0) this.#saveReceive(message);
    this.#insert(message);
    this.polls.wake();
    return message;
  }

  /** Restores a message from the store; called in order. */
  load(message: Message): void {
    this.#insert(message);
  }

  async loadExpiringMaps(): Promise<void> {
    await this.deduplication.load();
    await this.attempts.load();
  }

  /**
   * Takes up to `limit` messages in flight for `visibilityMs`.
   * @throws OverLimit on a standard queue with the maximum in flight
   */
  receive(limit: number, visibilityMs: number): Message[] {
    const now = this.#refresh();
    const { maxInFlight } = this.#host;
    if (!this.fifo && this.#inFlight.size >= maxInFlight) {
      throw sqsError('OverLimit', `The queue has reached its limit of ${maxInFlight} in flight messages.`);
    }
    return this.#backlog.take(limit, now, (message) => this.#admit(message, now, visibilityMs));
  }

  /**
   * Removes up to `limit` receivable messages, oldest first, each after `accept` has put it elsewhere; stops at the first
   * that it does not accept. @returns how many were removed
   */
  drain(limit: number, accept: (message: Message) => boolean): number {
    let removed = 0;
    this.#backlog.take(Number.POSITIVE_INFINITY, this.#refresh(), (message) => {
      if (removed >= limit || !accept(message)) return 'stop';
      this.remove(message);
      removed++;
      return 'gone';
    });
    return removed;
  }

  #admit(message: Message, now: number, visibilityMs: number): Admission {
    if (this.#isExpired(message, now)) {
      this.remove(message);
      return 'gone';
    }
    const isSpent = this.redrive !== undefined && message.received.count >= this.redrive.maxReceiveCount;
    if (isSpent && this.#moveToDeadLetters(message, now)) return 'gone';
    if (this.#inFlight.size >= this.#host.maxInFlight) return 'stop';
    const { received } = message;
    received.count++;
    received.firstMs ||= now;
    received.latestMs = now;
    received.visibleMs = now + visibilityMs;
    this.#inFlight.push(message);
    this.#saveReceive(message);
    return 'taken';
  }

  /** False if the dead-letter queue does not exist any more; then the message stays. */
  #moveToDeadLetters(message: Message, now: number): boolean {
    const target = this.redrive && this.#host.byArn(this.redrive.deadLetterTargetArn);
    if (!target || target === this) return false;
    this.remove(message);
    const content = { ...message.content, sourceArn: this.arn, availableMs: undefined };
    // A FIFO dead-letter queue counts retention from the move, and the message's id is its deduplication id.
    target.appendMoved(
      this.fifo ? { ...content, sentMs: now, deduplicationId: content.id } : content,
      message.received,
    );
    return true;
  }

  /** Appends a message that comes from another queue; on FIFO it gets a new sequence number. */
  appendMoved(content: MessageContent, received?: ReceiveState): Message {
    const order = this.#host.sequenceNumbers.next();
    return this.append(this.fifo ? { ...content, sequenceNumber: sequenceNumber(order) } : content, received, order);
  }

  isInFlight(message: Message): boolean {
    return message.received.visibleMs > this.#host.context.clock.now();
  }

  /**
   * Ends a message's receive at `visibleMs`; now or earlier makes it visible at once. Also hides a message that is visible
   * again, as AWS does on standard queues.
   */
  hideUntil(message: Message, visibleMs: number): void {
    if (!this.#inFlight.has(message)) this.#backlog.removed(message, this.#host.context.clock.now());
    message.received.visibleMs = visibleMs;
    if (this.#inFlight.has(message)) this.#inFlight.update(message);
    else this.#inFlight.push(message);
    this.#saveReceive(message);
    this.#refresh();
    this.polls.wake();
  }

  /** Deletes a message, whatever its state. */
  remove(message: Message): void {
    const now = this.#host.context.clock.now();
    this.messages.delete(message.order);
    this.#inFlight.remove(message);
    this.#backlog.removed(message, now);
    this.#host.journal.dropMessage(this.name, message);
    if (this.fifo) this.polls.wake(); // the next of its group may be received now
  }

  clear(): void {
    for (const message of this.messages.values()) this.#host.journal.dropMessage(this.name, message);
    this.messages.clear();
    this.#inFlight.clear();
    this.#backlog.clear();
    this.#nextExpiryMs = Number.POSITIVE_INFINITY;
  }

  /** Whether a deduplication id counts only within its message group. */
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
    const now = this.#refresh();
    const inFlight = this.#inFlight.size;
    const delayed = this.#backlog.delayed(now);
    return { visible: this.messages.size - inFlight - delayed, inFlight, delayed };
  }

  /** When the next message becomes available without any call, milliseconds. */
  nextDueMs(): number | undefined {
    const visibleMs = this.#inFlight.peek()?.received.visibleMs;
    const delayMs = this.#backlog.nextDueMs();
    return visibleMs !== undefined && delayMs !== undefined ? Math.min(visibleMs, delayMs) : (visibleMs ?? delayMs);
  }

  /** Drops what has expired. @returns whether something is left that will expire */
  sweep(): boolean {
    const now = this.#refresh();
    this.deduplication.sweep(now);
    this.attempts.sweep(now);
    return this.messages.size + this.deduplication.size + this.attempts.size > 0;
  }

  #saveReceive(message: Message): void {
    this.#host.journal.putReceive(message, () => this.#host.sequenceNumbers.next());
  }

  #insert(message: Message): void {
    const now = this.#host.context.clock.now();
    this.messages.set(message.order, message);
    if (message.received.visibleMs > now) this.#inFlight.push(message);
    else message.received.visibleMs = 0;
    this.#backlog.add(message, now);
    this.#nextExpiryMs = Math.min(this.#nextExpiryMs, message.content.sentMs + this.settings.retentionMs);
    this.#host.scheduleSweep();
  }

  #isExpired(message: Message, now: number): boolean {
    return message.content.sentMs + this.settings.retentionMs <= now;
  }

  /** Makes messages visible whose time-out has passed, and drops expired ones. @returns now, milliseconds */
  #refresh(): number {
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
    this.#nextExpiryMs = Math.max(oldestMs + this.settings.retentionMs, now + minExpiryScanMs);
  }
}

/** Of messages that become visible at the same moment, the older one comes first. */
function visibleSooner(left: Message, right: Message): boolean {
  const { visibleMs } = left.received;
  return visibleMs < right.received.visibleMs || (visibleMs === right.received.visibleMs && left.order < right.order);
}

function redriveOf(attributes: QueueAttributes): RedrivePolicy | undefined {
  const policy = attributes.RedrivePolicy;
  return policy === undefined ? undefined : parseRedrivePolicy(policy);
}
