/** A message that its consumer cannot finish, as it is written to the ledger for a person to look at. */
import type { SQSRecord } from 'aws-lambda';
import { derivedId } from '../../../events/index.ts';

/** `unreadable`: no delivery will change that. `failing`: its work met a fault of its own again and again. */
export type DeadLetterKind = 'unreadable' | 'failing';

export interface DeadLetter {
  readonly id: string;
  readonly queue: string;
  readonly record: SQSRecord;
  readonly kind: DeadLetterKind;
  readonly reasons: readonly string[];
}

/** A reason may quote what was sent. */
const maxReasonLength = 500;

export function deadLetterOf(record: SQSRecord, kind: DeadLetterKind, reasons: readonly string[]): DeadLetter {
  const queue = queueOf(record);
  const id = messageIdentity(queue, record.messageId);
  return { id, queue, record, kind, reasons: reasons.map((reason) => reason.slice(0, maxReasonLength)) };
}

/** The same for every delivery of a message. */
export function messageIdentity(queue: string, messageId: string): string {
  return derivedId(queue, messageId);
}

/** The queue's name, the last part of its ARN. */
export function queueOf({ eventSourceARN }: SQSRecord): string {
  return eventSourceARN?.split(':').at(-1) ?? '';
}
