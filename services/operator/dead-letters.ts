/**
 * What a person does with dead letters: looks at them, sends them to their queue again, or dismisses them. Nothing here writes a
 * record, an entry or an outcome. A message that is sent again and cannot be finished again is a dead letter of its own: it has a new
 * message id.
 */
import { GetQueueUrlCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { allSettledOrThrow } from '../database/all-settled-or-throw.ts';
import type { Shards } from '../database/shards.ts';
import type { DeadLetterContent, DeadLetterRow } from './queries/dead-letter-row.ts';
import { endDeadLetter } from './queries/end-dead-letter.ts';
import { type DeadLetterFilter, listDeadLetters } from './queries/list-dead-letters.ts';
import { readDeadLetter } from './queries/read-dead-letter.ts';

export type { DeadLetterContent, DeadLetterEnd, DeadLetterRow } from './queries/dead-letter-row.ts';
export type { DeadLetterFilter, DeadLetterKey } from './queries/list-dead-letters.ts';

/** Who does it, and why; both are kept. */
export interface Decision {
  readonly by: string;
  readonly reason: string;
}

export type Ended =
  | { readonly ok: true; readonly deadLetter: DeadLetterContent }
  | { readonly ok: false; readonly refusal: 'NotFound' }
  /** It was sent again or dismissed before: nothing happened now. */
  | { readonly ok: false; readonly refusal: 'AlreadyEnded'; readonly deadLetter: DeadLetterContent };

/** One list per shard, oldest first, each of up to `limit` rows. Needs only `select`. */
export function deadLettersOf(shards: Shards, filter: DeadLetterFilter): Promise<DeadLetterRow[][]> {
  return allSettledOrThrow(shards.all.map(({ pool }) => listDeadLetters(pool, filter)));
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
export function redrive(shards: Shards, sqs: SQSClient, id: string, decision: Decision): Promise<Ended> {
  return end(shards, id, 'redriven', decision, (deadLetter) => sendAgain(sqs, deadLetter));
}

/** Leaves it for good: it was dealt with in another way. @param shards as the services' role */
export function dismiss(shards: Shards, id: string, decision: Decision): Promise<Ended> {
  return end(shards, id, 'dismissed', decision, async () => {});
}

async function end(
  shards: Shards,
  id: string,
  as: 'redriven' | 'dismissed',
  decision: Decision,
  act: (deadLetter: DeadLetterContent) => Promise<void>,
): Promise<Ended> {
  const { pool } = shards.of(id);
  const deadLetter = await readDeadLetter(pool, id);
  if (!deadLetter) return { ok: false, refusal: 'NotFound' };
  if (deadLetter.end) return { ok: false, refusal: 'AlreadyEnded', deadLetter };
  await act(deadLetter);
  await endDeadLetter(pool, id, { as, ...decision });
  return { ok: true, deadLetter: (await readDeadLetter(pool, id)) ?? deadLetter };
}

async function sendAgain(sqs: SQSClient, { id, queue, group, body, attributes }: DeadLetterContent): Promise<void> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }));
  const trace = attributes.AWSTraceHeader;
  const grouped = group === null ? {} : { MessageGroupId: group };
  const deduplicated = queue.endsWith('.fifo') ? { MessageDeduplicationId: id } : {};
  const traced = trace
    ? { MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: trace } } }
    : {};
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body, ...grouped, ...deduplicated, ...traced }));
}
