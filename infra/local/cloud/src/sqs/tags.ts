/** TagQueue, UntagQueue and ListQueueTags. */
import type { Json } from '../core/service.ts';
import { invalidParameterValue, missingParameter } from './errors.ts';
import { optionalStringMap, optionalStrings, requiredString } from './input.ts';
import type { Queues } from './queues.ts';

/** @throws InvalidParameterValue for a key over 128 or a value over 256 characters */
export function checkTags(tags: Record<string, string>): Record<string, string> {
  for (const [key, value] of Object.entries(tags)) {
    if (key.length < 1 || key.length > 128) {
      throw invalidParameterValue('Tag keys must be between 1 and 128 characters in length.');
    }
    if (value.length > 256) throw invalidParameterValue('Tag values must be between 0 and 256 characters in length.');
  }
  return tags;
}

export const tagQueue =
  (queues: Queues) =>
  (input: Json): Json => {
    const queue = queues.byUrl(requiredString(input, 'QueueUrl'));
    const tags = optionalStringMap(input, 'Tags');
    if (!tags || Object.keys(tags).length === 0) throw missingParameter('Tags');
    queue.record.tags = { ...queue.record.tags, ...checkTags(tags) };
    queue.save();
    return {};
  };

export const untagQueue =
  (queues: Queues) =>
  (input: Json): Json => {
    const queue = queues.byUrl(requiredString(input, 'QueueUrl'));
    const keys = optionalStrings(input, 'TagKeys');
    if (keys.length === 0) throw missingParameter('TagKeys');
    const kept = Object.entries(queue.record.tags).filter(([key]) => !keys.includes(key));
    queue.record.tags = Object.fromEntries(kept);
    queue.save();
    return {};
  };

export const listQueueTags =
  (queues: Queues) =>
  (input: Json): Json => {
    const { tags } = queues.byUrl(requiredString(input, 'QueueUrl')).record;
    return Object.keys(tags).length > 0 ? { Tags: tags } : {};
  };
