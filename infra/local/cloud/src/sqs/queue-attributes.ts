/** GetQueueAttributes and SetQueueAttributes. */
import { list, map, required, text } from '../core/input.ts';
import { operation } from '../core/operation.ts';
import {
  applyAttributes,
  checkAttributes,
  computedAttributes,
  inLowerCase,
  isFifoOnly,
  type QueueAttributes,
  settableAttributes,
} from './attributes.ts';
import { invalidAttributeName, sqsError } from './errors.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';
import { checkRedrive } from './redrive.ts';
import type { SqsState } from './state.ts';

export const getQueueAttributes = operation(
  { QueueUrl: required(text()), AttributeNames: list(text()) },
  ({ QueueUrl, AttributeNames: names = [] }, { queues }: SqsState) => {
    const queue = queues.byUrl(QueueUrl);
    for (const name of names) {
      const known = name === 'All' || computedAttributes.has(name) || settableAttributes.has(name);
      if (!known || (isFifoOnly(name) && !queue.fifo)) throw invalidAttributeName(name);
    }
    if (names.length === 0) return {};
    const all = { ...computed(queue), ...queue.record.attributes };
    const Attributes = names.includes('All')
      ? all
      : Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
    return Object.keys(Attributes).length > 0 ? { Attributes } : {};
  },
);

function computed(queue: Queue): Record<string, string> {
  const { visible, inFlight, delayed } = queue.counts();
  const seconds = (timeMs: number) => String(Math.floor(timeMs / 1000));
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: seconds(queue.record.createdMs),
    LastModifiedTimestamp: seconds(queue.record.modifiedMs),
  };
}

export const setQueueAttributes = operation(
  { QueueUrl: required(text()), Attributes: required(map(text())) },
  ({ QueueUrl, Attributes }, { queues }: SqsState) => {
    const queue = queues.byUrl(QueueUrl);
    const given = inLowerCase(Attributes);
    checkSameType(queue, given);
    checkAttributes(given, queue.fifo);
    setAttributes(queues, queue, applyAttributes(queue.record.attributes, checkRedrive(queues, queue.name, given)));
    return {};
  },
);

/** A queue's type is fixed when it is created. @throws InvalidAttributeValue */
function checkSameType(queue: Queue, { FifoQueue }: QueueAttributes): void {
  if (!queue.fifo || FifoQueue === undefined || FifoQueue === 'true') return;
  throw sqsError(
    'InvalidAttributeValue',
    'Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.',
  );
}

export function setAttributes(queues: Queues, queue: Queue, attributes: Queue['record']['attributes']): void {
  queue.setAttributes(attributes);
  queue.record.modifiedMs = queues.context.clock.wallTime();
  queue.save();
}
