/** What became of the messages of a batch. */
import type { SQSRecord } from 'aws-lambda';

export type Result =
  | { readonly kind: 'done' }
  /** It is a dead letter now, and its group goes on. */
  | { readonly kind: 'parked' }
  /** It is delivered again. `own`: it was alone, and the fault is none of ours. */
  | { readonly kind: 'failed'; readonly own: boolean; readonly fault: unknown }
  /** A message before it in its group is not done. */
  | { readonly kind: 'waiting' };

export interface Ended {
  readonly record: SQSRecord;
  readonly result: Result;
}

/** The results of one pass over the messages, in their order. */
export class Results {
  readonly all: Ended[] = [];
  readonly #blockedGroups = new Set<string>();

  end(record: SQSRecord, result: Result): void {
    this.all.push({ record, result });
    const group = groupOf(record);
    if (group !== undefined && !isSettled(result)) this.#blockedGroups.add(group);
  }

  /** Whether the message's group is blocked; then it ends as `waiting`. */
  mustWait(record: SQSRecord): boolean {
    const group = groupOf(record);
    if (group === undefined || !this.#blockedGroups.has(group)) return false;
    this.end(record, { kind: 'waiting' });
    return true;
  }
}

/** Whether the queue may forget the message. */
export function isSettled({ kind }: Result): boolean {
  return kind === 'done' || kind === 'parked';
}

/** Undefined in a standard queue. */
function groupOf({ attributes }: SQSRecord): string | undefined {
  return attributes?.MessageGroupId;
}
