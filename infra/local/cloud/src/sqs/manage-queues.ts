/** CreateQueue, GetQueueUrl, ListQueues, DeleteQueue and PurgeQueue. */
import type { Json } from '../core/service.ts';
import {
  applyAttributes,
  checkAttributes,
  initialAttributes,
  inLowerCase,
  type QueueAttributes,
} from './attributes.ts';
import { invalidParameterValue, invalidValue, queueDoesNotExist, sqsError } from './errors.ts';
import { optionalInteger, optionalString, optionalStringMap, requiredString } from './input.ts';
import { checkQueueName } from './names.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';
import { checkRedrive } from './redrive.ts';
import { checkTags } from './tags.ts';

const purgeMs = 60_000;
const pageSize = 1000;

export const createQueue =
  (queues: Queues) =>
  (input: Json): Json => {
    const name = requiredString(input, 'QueueName');
    const given = inLowerCase(optionalStringMap(input, 'Attributes') ?? {});
    const tags = checkTags(optionalStringMap(input, 'tags') ?? {});
    const existing = queues.byName(name);
    const fifo = existing?.fifo ?? given.FifoQueue === 'true';
    checkQueueName(name, fifo);
    checkAttributes(given, fifo);
    const attributes = checkRedrive(queues, name, given);
    if (existing) checkSame(existing, attributes);
    else create(queues, name, applyAttributes(initialAttributes(fifo), attributes), tags);
    return { QueueUrl: queues.url(name) };
  };

function create(queues: Queues, name: string, attributes: QueueAttributes, tags: Record<string, string>): void {
  if (queues.deleted.get(name, queues.context.clock.now())) {
    throw sqsError(
      'QueueDeletedRecently',
      'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
    );
  }
  queues.create(name, { attributes, tags });
}

/** Only attributes that the request names are compared. @throws QueueNameExists */
function checkSame(queue: Queue, given: QueueAttributes): void {
  for (const [name, value] of Object.entries(given)) {
    if ((queue.record.attributes[name] ?? '') === value) continue;
    throw sqsError(
      'QueueNameExists',
      `A queue already exists with the same name and a different value for attribute ${name}`,
    );
  }
}

export const getQueueUrl =
  (queues: Queues) =>
  (input: Json): Json => {
    const name = requiredString(input, 'QueueName');
    const owner = optionalString(input, 'QueueOwnerAWSAccountId') ?? queues.context.account;
    if (owner !== queues.context.account || !queues.byName(name)) throw queueDoesNotExist();
    return { QueueUrl: queues.url(name) };
  };

export const listQueues =
  (queues: Queues) =>
  (input: Json): Json => {
    const prefix = optionalString(input, 'QueueNamePrefix') ?? '';
    const { names, nextToken } = page(
      input,
      queues.all().flatMap(({ name }) => (name.startsWith(prefix) ? [name] : [])),
    );
    return {
      ...(names.length > 0 ? { QueueUrls: names.map((name) => queues.url(name)) } : {}),
      ...(nextToken ? { NextToken: nextToken } : {}),
    };
  };

export const listDeadLetterSourceQueues =
  (queues: Queues) =>
  (input: Json): Json => {
    const queue = queues.byUrl(requiredString(input, 'QueueUrl'));
    const { names, nextToken } = page(
      input,
      queues.sourcesOf(queue).map(({ name }) => name),
    );
    return { queueUrls: names.map((name) => queues.url(name)), ...(nextToken ? { NextToken: nextToken } : {}) };
  };

/** A page of names; a token only when the request sets MaxResults, as AWS does. The token is the last name. */
function page(input: Json, sorted: readonly string[]): { names: readonly string[]; nextToken?: string } {
  const limit = optionalInteger(input, 'MaxResults');
  if (limit !== undefined && (limit < 1 || limit > pageSize)) {
    throw invalidValue(limit, 'MaxResults', `MaxResults must be an integer between 1 and ${pageSize}.`);
  }
  const token = optionalString(input, 'NextToken');
  const after = token === undefined ? '' : Buffer.from(token, 'base64').toString();
  if (token !== undefined && Buffer.from(after).toString('base64') !== token) {
    throw invalidParameterValue('Invalid or expired next token.');
  }
  const rest = sorted.filter((name) => name > after);
  const names = rest.slice(0, limit ?? pageSize);
  const last = names.at(-1);
  const more = limit !== undefined && last !== undefined && rest.length > names.length;
  return { names, ...(more ? { nextToken: Buffer.from(last).toString('base64') } : {}) };
}

export const deleteQueue =
  (queues: Queues) =>
  (input: Json): Json => {
    queues.delete(queues.byUrl(requiredString(input, 'QueueUrl')));
    return {};
  };

export const purgeQueue =
  (queues: Queues) =>
  (input: Json): Json => {
    const queue = queues.byUrl(requiredString(input, 'QueueUrl'));
    const now = queues.context.clock.now();
    if (now < (queue.record.purgedMs ?? Number.NEGATIVE_INFINITY) + purgeMs) {
      throw sqsError(
        'PurgeQueueInProgress',
        `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
      );
    }
    queue.clear();
    queue.deduplication.clear();
    queue.record.purgedMs = now;
    queue.save();
    return {};
  };
