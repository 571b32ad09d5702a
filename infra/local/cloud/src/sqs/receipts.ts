/** DeleteMessage and ChangeMessageVisibility, one by one and in batches: what is done with a receipt handle. */
import { integer, required, Shape, text } from '../core/input.ts';
import { operation } from '../core/operation.ts';
import { batch, entriesOf } from './batch.ts';
import { invalidValue, sqsError } from './errors.ts';
import type { Message } from './message.ts';
import type { Queue } from './queue.ts';
import { decodeReceipt } from './receipt-handle.ts';
import type { SqsState } from './state.ts';

const maxVisibilitySeconds = 43_200;

const receipt = { ReceiptHandle: required(text()) };
const visibility = { VisibilityTimeout: required(integer()), ...receipt };

const deleteEntry = new Shape({ Id: required(text()), ...receipt });
const visibilityEntry = new Shape({ Id: required(text()), ...visibility });

export const deleteMessage = operation(
  { QueueUrl: required(text()), ...receipt },
  ({ QueueUrl, ReceiptHandle }, { queues }: SqsState) => deleteOne(queues.byUrl(QueueUrl), ReceiptHandle),
);

export const deleteMessageBatch = operation(
  { QueueUrl: required(text()), Entries: entriesOf(deleteEntry) },
  ({ QueueUrl, Entries }, { queues }: SqsState) => {
    const queue = queues.byUrl(QueueUrl);
    return batch('DeleteMessageBatchRequestEntry', deleteEntry, Entries, ({ ReceiptHandle }) =>
      deleteOne(queue, ReceiptHandle),
    );
  },
);

export const changeMessageVisibility = operation(
  { QueueUrl: required(text()), ...visibility },
  ({ QueueUrl, VisibilityTimeout, ReceiptHandle }, { queues }: SqsState) =>
    changeOne(queues.byUrl(QueueUrl), VisibilityTimeout, ReceiptHandle, queues.context.clock.now()),
);

export const changeMessageVisibilityBatch = operation(
  { QueueUrl: required(text()), Entries: entriesOf(visibilityEntry) },
  ({ QueueUrl, Entries }, { queues }: SqsState) => {
    const queue = queues.byUrl(QueueUrl);
    const nowMs = queues.context.clock.now();
    return batch('ChangeMessageVisibilityBatchRequestEntry', visibilityEntry, Entries, (entry) =>
      changeOne(queue, entry.VisibilityTimeout, entry.ReceiptHandle, nowMs),
    );
  },
);

interface Received {
  /** Undefined if it is not in the queue any more. */
  readonly message: Message | undefined;
  /** Whether the handle is from the latest receive, and that has not ended. */
  readonly current: boolean;
}

/** @throws ReceiptHandleIsInvalid for a handle that this queue never gave out */
function findReceived(queue: Queue, handle: string): Received {
  const decoded = decodeReceipt(handle);
  if (!decoded) {
    throw sqsError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`);
  }
  if (decoded.queue !== queue.record.serial) {
    throw sqsError('ReceiptHandleIsInvalid', `The receipt handle "${handle}" is not valid for this queue.`);
  }
  const message = queue.messages.get(decoded.order);
  const current = message !== undefined && message.received.count === decoded.count && queue.isInFlight(message);
  return { message, current };
}

const expired = (handle: string) => invalidValue(handle, 'ReceiptHandle', 'The receipt handle has expired.');

/** Deleting twice succeeds. On a standard queue an old handle deletes too; on FIFO it must be the current one. */
function deleteOne(queue: Queue, handle: string): object {
  const { message, current } = findReceived(queue, handle);
  if (!message) return {};
  if (queue.fifo && !current) throw expired(handle);
  queue.remove(message);
  return {};
}

function changeOne(queue: Queue, seconds: number, handle: string, nowMs: number): object {
  if (seconds < 0 || seconds > maxVisibilitySeconds) {
    const reason = `VisibilityTimeout must be an integer between 0 and ${maxVisibilitySeconds}.`;
    throw invalidValue(seconds, 'VisibilityTimeout', reason);
  }
  const { message, current } = findReceived(queue, handle);
  if (message && queue.fifo && !current) throw expired(handle);
  if (!message) {
    const reason = 'Message does not exist or is not available for visibility timeout change.';
    throw invalidValue(handle, 'ReceiptHandle', reason);
  }
  const visibleMs = nowMs + seconds * 1000;
  if (visibleMs > message.received.latestMs + maxVisibilitySeconds * 1000) {
    const reason = `Total VisibilityTimeout for the message is beyond the limit [${maxVisibilitySeconds} seconds]`;
    throw invalidValue(seconds, 'VisibilityTimeout', reason);
  }
  queue.hideUntil(message, visibleMs);
  return {};
}
