/** CreateQueue, GetQueueUrl, ListQueues, DeleteQueue and PurgeQueue. */
import { integer, map, required, text } from '../core/input.ts';
import { operation } from '../core/operation.ts';
import { page } from '../core/pages.ts';
import type { Tags } from '../core/tags.ts';
import {
  applyAttributes,
  checkAttributes,
  initialAttributes,
  inLowerCase,
  type QueueAttributes,
} from './attributes.ts';
import { invalidParameterValue, invalidValue, queueDoesNotExist, sqsError } from './errors.ts';
import { checkQueueName } from './names.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';
import { checkRedrive } from './redrive.ts';
import type { SqsState } from './state.ts';
import { checkTags } from './tags.ts';

const purgeMs = 60_000;
const maxResults = 1000;

export const createQueue = operation(
  { QueueName: required(text()), Attributes: map(text()), tags: map(text()) },
  ({ QueueName: name, Attributes = {}, tags = {} }, { queues }: SqsState) => {
    const given = inLowerCase(Attributes);
    checkTags(tags);
    const existing = queues.byName(name);
    const fifo = existing?.fifo ?? given.FifoQueue === 'true';
    checkQueueName(name, fifo);
    checkAttributes(given, fifo);
    const attributes = checkRedrive(queues, name, given);
    if (existing) checkSame(existing, attributes);
    else create(queues, name, applyAttributes(initialAttributes(fifo), attributes), tags);
    return { QueueUrl: queues.url(name) };
  },
);

function create(queues: Queues, name: string, attributes: QueueAttributes, tags: Tags): void {
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

export const getQueueUrl = operation(
  { QueueName: required(text()), QueueOwnerAWSAccountId: text() },
  ({ QueueName, QueueOwnerAWSAccountId }, { queues }: SqsState) => {
    const { account } = queues.context;
    if ((QueueOwnerAWSAccountId ?? account) !== account || !queues.byName(QueueName)) throw queueDoesNotExist();
    return { QueueUrl: queues.url(QueueName) };
  },
);

const paging = { MaxResults: integer(), NextToken: text() };

export const listQueues = operation(
  { QueueNamePrefix: text(), ...paging },
  ({ QueueNamePrefix = '', MaxResults, NextToken }, { queues }: SqsState) => {
    const found = queues.all().filter(({ name }) => name.startsWith(QueueNamePrefix));
    const { urls, next } = pageOf(queues, found, `queues/${QueueNamePrefix}`, MaxResults, NextToken);
    return { ...(urls.length > 0 ? { QueueUrls: urls } : {}), ...next };
  },
);

export const listDeadLetterSourceQueues = operation(
  { QueueUrl: required(text()), ...paging },
  ({ QueueUrl, MaxResults, NextToken }, { queues }: SqsState) => {
    const queue = queues.byUrl(QueueUrl);
    const { urls, next } = pageOf(queues, queues.sourcesOf(queue), `sources/${queue.name}`, MaxResults, NextToken);
    return { queueUrls: urls, ...next };
  },
);

/** As on AWS, only a request with MaxResults gets a token. @throws InvalidParameterValue */
function pageOf(queues: Queues, found: readonly Queue[], list: string, limit?: number, token?: string) {
  if (limit !== undefined && (limit < 1 || limit > maxResults)) {
    throw invalidValue(limit, 'MaxResults', `MaxResults must be an integer between 1 and ${maxResults}.`);
  }
  const { items, nextToken } = page(found, {
    list,
    nameOf: ({ name }) => name,
    size: limit ?? maxResults,
    token,
    invalidToken: () => invalidParameterValue('Invalid or expired next token.'),
  });
  const next = limit !== undefined && nextToken !== undefined ? { NextToken: nextToken } : {};
  return { urls: items.map(({ name }) => queues.url(name)), next };
}

export const deleteQueue = operation({ QueueUrl: required(text()) }, ({ QueueUrl }, { queues }: SqsState) => {
  queues.delete(queues.byUrl(QueueUrl));
  return {};
});

export const purgeQueue = operation({ QueueUrl: required(text()) }, ({ QueueUrl }, { queues }: SqsState) => {
  const queue = queues.byUrl(QueueUrl);
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
});
