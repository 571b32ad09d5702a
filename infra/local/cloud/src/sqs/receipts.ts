/** DeleteMessage and ChangeMessageVisibility, one by one and in batches: what is done with a receipt handle. */
import type { Json } from '../core/service.ts';
import { batch, checkEntries } from './batch.ts';
import { invalidValue, missingParameter, sqsError } from './errors.ts';
import { optionalInteger, requiredString } from './input.ts';
import type { Message } from './message.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';
import { decodeReceipt } from './receipt-handle.ts';

const visibilityLimitSeconds = 43_200;

export const deleteMessage =
  (queues: Queues) =>
  (input: Json): Json =>
    deleteOne(queues.byUrl(requiredString(input, 'QueueUrl')), input);

export const deleteMessageBatch =
  (queues: Queues) =>
  (input: Json): Json => {
    const queue = queues.byUrl(requiredString(input, 'QueueUrl'));
    return batch(checkEntries(input, 'DeleteMessageBatchRequestEntry'), (entry) => deleteOne(queue, entry));
  };

export const changeMessageVisibility =
  (queues: Queues) =>
  (input: Json): Json =>
    changeOne(queues, queues.byUrl(requiredString(input, 'QueueUrl')), input);

export const changeMessageVisibilityBatch =
  (queues: Queues) =>
  (input: Json): Json => {
    const queue = queues.byUrl(requiredString(input, 'QueueUrl'));
    const entries = checkEntries(input, 'ChangeMessageVisibilityBatchRequestEntry');
    return batch(entries, (entry) => changeOne(queues, queue, entry));
  };

interface Held {
  readonly handle: string;
  /** Undefined when it is not in the queue any more. */
  readonly message: Message | undefined;
  /** From the latest receive, and that has not ended. */
  readonly current: boolean;
}

/** @throws ReceiptHandleIsInvalid for a handle that this queue never gave out */
function held(queue: Queue, input: Json): Held {
  const handle = requiredString(input, 'ReceiptHandle');
  const receipt = decodeReceipt(handle);
  if (!receipt) {
    throw sqsError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`);
  }
  if (receipt.queue !== queue.record.serial) {
    throw sqsError('ReceiptHandleIsInvalid', `The receipt handle "${handle}" is not valid for this queue.`);
  }
  const message = queue.messages.get(receipt.order);
  const current = message !== undefined && message.received.count === receipt.count && queue.isInFlight(message);
  return { handle, message, current };
}

const expired = (handle: string) => invalidValue(handle, 'ReceiptHandle', 'The receipt handle has expired.');

/** Deleting twice succeeds. On a standard queue an old handle deletes too; on FIFO it must be the one that counts. */
function deleteOne(queue: Queue, input: Json): Json {
  const { handle, message, current } = held(queue, input);
  if (!message) return {};
  if (queue.fifo && !current) throw expired(handle);
  queue.remove(message);
  return {};
}

function changeOne(queues: Queues, queue: Queue, input: Json): Json {
  const seconds = optionalInteger(input, 'VisibilityTimeout');
  if (seconds === undefined) throw missingParameter('VisibilityTimeout');
  if (seconds < 0 || seconds > visibilityLimitSeconds) {
    throw invalidValue(
      seconds,
      'VisibilityTimeout',
      `VisibilityTimeout must be an integer between 0 and ${visibilityLimitSeconds}.`,
    );
  }
  const { handle, message, current } = held(queue, input);
  if (message && queue.fifo && !current) throw expired(handle);
  if (!message) {
    const reason = 'Message does not exist or is not available for visibility timeout change.';
    throw invalidValue(handle, 'ReceiptHandle', reason);
  }
  const visibleMs = queues.context.clock.now() + seconds * 1000;
  if (visibleMs > message.received.latestMs + visibilityLimitSeconds * 1000) {
    const reason = `Total VisibilityTimeout for the message is beyond the limit [${visibilityLimitSeconds} seconds]`;
    throw invalidValue(seconds, 'VisibilityTimeout', reason);
  }
  queue.hideUntil(message, visibleMs);
  return {};
}
