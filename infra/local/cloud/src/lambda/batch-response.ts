/**
 * Which messages of a batch are done, by the function's response under `ReportBatchItemFailures`.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 *
 * All are done if the response, or its list of failures, is missing, null or empty. None is done if the response is invalid:
 * not an object, or an item whose `itemIdentifier` is missing, null, empty or not a message of the batch.
 */
import type { Message } from '@aws-sdk/client-sqs';

/** The messages to delete; the others come again after their visibility timeout. */
export function messagesDone(messages: readonly Message[], response: unknown): readonly Message[] {
  const failed = failedIds(response);
  if (failed === 'unreadable') return [];
  const known = new Set(messages.map(({ MessageId }) => MessageId));
  for (const id of failed) if (!known.has(id)) return [];
  return messages.filter(({ MessageId }) => !failed.has(MessageId ?? ''));
}

function failedIds(response: unknown): ReadonlySet<string> | 'unreadable' {
  if (response === undefined || response === null) return new Set();
  if (typeof response !== 'object' || Array.isArray(response)) return 'unreadable';
  const failures = (response as { batchItemFailures?: unknown }).batchItemFailures;
  if (failures === undefined || failures === null) return new Set();
  if (!Array.isArray(failures)) return 'unreadable';
  const ids = new Set<string>();
  for (const failure of failures as unknown[]) {
    const id = (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier;
    if (typeof id !== 'string' || id === '') return 'unreadable';
    ids.add(id);
  }
  return ids;
}
