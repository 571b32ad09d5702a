/**
 * What a person does with dead letters: looks at them, sends them to their queue again, or dismisses them. Nothing here writes a
 * record, an entry or an outcome. A message that is sent again and cannot be finished again is a dead letter of its own: it has a new
 * message id.
 */
import { GetQueueUrlCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { allSettledOrThrow } from '../database/all-settled-or-throw.ts';
import type { Shards } from '../database/shards.ts';
import { type Note, readNote } from './note.ts';
import type { DeadLetterContent, DeadLetterRow } from './queries/dead-letter-row.ts';
import { endDeadLetter } from './queries/end-dead-letter.ts';
import { type DeadLetterFilter, listDeadLetters } from './queries/list-dead-letters.ts';
import { listDeadLettersNaming } from './queries/list-dead-letters-naming.ts';
import { readDeadLetter } from './queries/read-dead-letter.ts';
import { type Refused, refused } from './refusal.ts';

export type { DeadLetterContent, DeadLetterEnd, DeadLetterRow } from './queries/dead-letter-row.ts';
export type { DeadLetterFilter, DeadLetterKey } from './queries/list-dead-letters.ts';

export type Ended = { readonly ok: true; readonly deadLetter: DeadLetterContent } | Refused;

/** One list per shard, oldest first, each of up to `limit` rows. Needs only `select`. */
export function deadLettersOf(shards: Shards, filter: DeadLetterFilter): Promise<DeadLetterRow[][]> {
  return allSettledOrThrow(shards.all.map(({ pool }) => listDeadLetters(pool, filter)));
}

/** The oldest dead letters whose body holds the transfer's id. Needs only `select`. */
export async function deadLettersNaming(shards: Shards, transferId: string): Promise<DeadLetterRow[]> {
  const found = await allSettledOrThrow(shards.all.map(({ pool }) => listDeadLettersNaming(pool, transferId)));
  return found.flat().sort((left, right) => left.parkedAt.getTime() - right.parkedAt.getTime());
}

/** @param id a UUID. @returns undefined if there is none. Needs only `select`. */
export function findDeadLetter(shards: Shards, id: string): Promise<DeadLetterContent | undefined> {
  return readDeadLetter(shards.of(id).pool, id);
}

/**
 * Sends the body to its queue again, in its group, then marks the row. After a crash in between it can be done again: every consumer
 * knows what it has done. The dead letter's id is the deduplication id, so that SQS drops a second copy within five minutes.
 * @param shards as the services' role
 */
export function redrive(shards: Shards, sqs: SQSClient, id: string, note: Note): Promise<Ended> {
  return end(shards, id, 'redriven', note, (deadLetter) => sendAgain(sqs, deadLetter));
}

/** Leaves it for good: it was dealt with in another way. @param shards as the services' role */
export function dismiss(shards: Shards, id: string, note: Note): Promise<Ended> {
  return end(shards, id, 'dismissed', note, async () => undefined);
}

async function end(
  shards: Shards,
  id: string,
  as: 'redriven' | 'dismissed',
  typed: Note,
  act: (deadLetter: DeadLetterContent) => Promise<Refused | undefined>,
): Promise<Ended> {
  const read = readNote(typed);
  if (!read.ok) return read;
  const { pool } = shards.of(id);
  const deadLetter = await readDeadLetter(pool, id);
  if (!deadLetter) return refused('DeadLetterNotFound', `there is no dead letter ${id}`);
  if (deadLetter.end) {
    const { as: earlier, at, by } = deadLetter.end;
    return refused('DeadLetterEnded', `dead letter ${id} was ${earlier} by ${by} at ${at.toISOString()}`);
  }
  const refusal = await act(deadLetter);
  if (refusal) return refusal;
  await endDeadLetter(pool, id, { as, ...read.note });
  return { ok: true, deadLetter: (await readDeadLetter(pool, id)) ?? deadLetter };
}

async function sendAgain(sqs: SQSClient, deadLetter: DeadLetterContent): Promise<Refused | undefined> {
  const { id, queue } = deadLetter;
  try {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }));
    await sqs.send(messageOf(deadLetter, QueueUrl));
    return undefined;
  } catch (fault) {
    return refused(
      'NotSent',
      `queue ${queue} did not take dead letter ${id} (${reasonOf(fault)}); nothing was changed`,
    );
  }
}

function messageOf({ id, queue, group, body, attributes }: DeadLetterContent, QueueUrl: string | undefined) {
  const trace = attributes.AWSTraceHeader;
  return new SendMessageCommand({
    QueueUrl,
    MessageBody: body,
    ...(group === null ? {} : { MessageGroupId: group }),
    ...(queue.endsWith('.fifo') ? { MessageDeduplicationId: id } : {}),
    ...(trace ? { MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: trace } } } : {}),
  });
}

/** A lost connection has a code and no message. */
function reasonOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const name = 'code' in fault ? String(fault.code) : fault.name;
  return fault.message ? `${name}: ${fault.message}` : name;
}
