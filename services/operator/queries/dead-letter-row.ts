/** A row of the table dead_letter as people see it. */
import type { DeadLetterKind } from '../../runtime/dead-letters/dead-letter.ts';

export interface DeadLetterEnd {
  readonly as: 'redriven' | 'dismissed';
  readonly at: Date;
  readonly by: string;
  readonly reason: string;
}

export interface DeadLetterRow {
  readonly id: string;
  /** The queue's name. */
  readonly queue: string;
  readonly messageId: string;
  /** Null in a standard queue. */
  readonly group: string | null;
  readonly kind: DeadLetterKind;
  readonly reasons: readonly string[];
  readonly receiveCount: number;
  readonly sentAt: Date | null;
  readonly firstReceivedAt: Date | null;
  readonly parkedAt: Date;
  /** Null while it waits for a person. */
  readonly end: DeadLetterEnd | null;
}

/** With what the message held. */
export interface DeadLetterContent extends DeadLetterRow {
  /** As it came. */
  readonly body: string;
  /** SQS's: when it was sent, its trace header, and others. */
  readonly attributes: Readonly<Record<string, string>>;
}

export const deadLetterColumns = `id, queue, message_id as "messageId", message_group as "group", kind, reasons,
  receive_count as "receiveCount", sent_at as "sentAt", first_received_at as "firstReceivedAt", parked_at as "parkedAt",
  ended_as as "endedAs", ended_at as "endedAt", ended_by as "endedBy", ended_reason as "endedReason"`;

interface EndColumns {
  readonly endedAs: DeadLetterEnd['as'] | null;
  readonly endedAt: Date | null;
  readonly endedBy: string | null;
  readonly endedReason: string | null;
}

export type StoredDeadLetter = Omit<DeadLetterRow, 'end'> & EndColumns;
export type StoredContent = StoredDeadLetter & { readonly body: Buffer; readonly attributes: Record<string, string> };

export function rowOf({ endedAs, endedAt, endedBy, endedReason, ...row }: StoredDeadLetter): DeadLetterRow {
  const ended = endedAs && endedAt;
  return { ...row, end: ended ? { as: endedAs, at: endedAt, by: endedBy ?? '', reason: endedReason ?? '' } : null };
}
