import type { CloudContext } from '../core/context.ts';
import type { QueueAttributes } from './attributes.ts';
import type { Journal } from './journal.ts';
import type { Orders } from './orders.ts';
import type { Queue } from './queue.ts';

/** What queues share. */
export interface QueueHost {
  readonly context: CloudContext;
  readonly journal: Journal;
  readonly orders: Orders;
  /** How many messages of a queue can be in flight. */
  readonly inFlightLimit: number;
  /** The queue of an ARN, for redrive. */
  readonly byArn: (arn: string) => Queue | undefined;
  /** There is something in a queue that time alone takes away. */
  readonly perishable: () => void;
}

/** A queue's own record. */
export interface QueueRecord {
  /** Told from others, also from a deleted one of the same name; it is in every receipt handle. */
  readonly serial: number;
  readonly createdMs: number;
  modifiedMs: number;
  attributes: QueueAttributes;
  tags: Readonly<Record<string, string>>;
  purgedMs?: number;
  /** When the deduplication scope that was set last takes effect; before, the other one does. */
  scopeFromMs?: number | undefined;
}

/** The messages of a ReceiveRequestAttemptId: order, receive count and visibility deadline of each. */
export type Attempt = ReadonlyArray<readonly [order: number, count: number, visibleMs: number]>;
