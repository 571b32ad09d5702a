/** TagQueue, UntagQueue and ListQueueTags. */
import { list, map, required, text } from '../core/input.ts';
import { operation } from '../core/operation.ts';
import { addTags, removeTags, type Tags } from '../core/tags.ts';
import { invalidParameterValue } from './errors.ts';
import type { SqsState } from './state.ts';

/** @throws InvalidParameterValue for a key over 128 or a value over 256 characters, or more than 50 tags */
export function checkTags(added: Tags, present: Tags = {}): Tags {
  for (const [key, value] of Object.entries(added)) {
    if (key.length < 1 || key.length > 128) {
      throw invalidParameterValue('Tag keys must be between 1 and 128 characters in length.');
    }
    if (value.length > 256) throw invalidParameterValue('Tag values must be between 0 and 256 characters in length.');
  }
  return addTags(present, added, () => invalidParameterValue('A queue can have at most 50 tags.'));
}

export const tagQueue = operation(
  { QueueUrl: required(text()), Tags: required(map(text())) },
  ({ QueueUrl, Tags }, { queues }: SqsState) => {
    const queue = queues.byUrl(QueueUrl);
    queue.record.tags = checkTags(Tags, queue.record.tags);
    queue.save();
    return {};
  },
);

export const untagQueue = operation(
  { QueueUrl: required(text()), TagKeys: required(list(text())) },
  ({ QueueUrl, TagKeys }, { queues }: SqsState) => {
    const queue = queues.byUrl(QueueUrl);
    queue.record.tags = removeTags(queue.record.tags, TagKeys);
    queue.save();
    return {};
  },
);

export const listQueueTags = operation({ QueueUrl: required(text()) }, ({ QueueUrl }, { queues }: SqsState) => {
  const { tags } = queues.byUrl(QueueUrl).record;
  return Object.keys(tags).length > 0 ? { Tags: tags } : {};
});
