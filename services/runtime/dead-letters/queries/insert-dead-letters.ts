import type { SQSRecordAttributes } from 'aws-lambda';
import type { Queryable } from '../../../database/transaction.ts';
import type { DeadLetter } from '../dead-letter.ts';

/** Parking a message again changes nothing. */
export async function insertDeadLetters(database: Queryable, letters: readonly DeadLetter[]): Promise<void> {
  const attributes = letters.map(({ record }): Partial<SQSRecordAttributes> => record.attributes ?? {});
  await database.query(
    `insert into dead_letter (id, queue, message_id, message_group, body, attributes, kind, reasons, receive_count, sent_at, first_received_at)
     select *
       from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::json[], $7::dead_letter_kind[], $8::json[], $9::int[],
                   $10::timestamptz[], $11::timestamptz[])
     on conflict do nothing`,
    [
      letters.map(({ id }) => id),
      letters.map(({ queue }) => queue),
      letters.map(({ record }) => record.messageId),
      attributes.map(({ MessageGroupId }) => MessageGroupId ?? null),
      letters.map(({ record }) => Buffer.from(record.body, 'utf8')),
      attributes.map((each) => JSON.stringify(each)),
      letters.map(({ kind }) => kind),
      letters.map(({ reasons }) => JSON.stringify(reasons)),
      attributes.map(({ ApproximateReceiveCount }) => Math.max(1, Number(ApproximateReceiveCount ?? 1))),
      attributes.map(({ SentTimestamp }) => timeOf(SentTimestamp)),
      attributes.map(({ ApproximateFirstReceiveTimestamp }) => timeOf(ApproximateFirstReceiveTimestamp)),
    ],
  );
}

/** SQS gives times in milliseconds, as text. */
function timeOf(milliseconds: string | undefined): string | null {
  return milliseconds === undefined ? null : new Date(Number(milliseconds)).toISOString();
}
