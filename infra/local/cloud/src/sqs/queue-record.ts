import type { Tags } from '../core/tags.ts';
import type { QueueAttributes } from './attributes.ts';

/** A queue as the store keeps it. */
export interface QueueRecord {
  /** Unique even across delete and re-create; it is in every receipt handle. */
  readonly serial: number;
  readonly createdMs: number;
  modifiedMs: number;
  attributes: QueueAttributes;
  tags: Tags;
  purgedMs?: number;
  /** When the deduplication scope that was set last takes effect; until then the other one applies. */
  scopeFromMs?: number | undefined;
}

/** The messages of a ReceiveRequestAttemptId: order, receive count and visibility deadline of each. */
export type Attempt = ReadonlyArray<readonly [order: number, count: number, visibleMs: number]>;
