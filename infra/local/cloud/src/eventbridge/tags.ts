/** Tags of event buses and rules: TagResource, UntagResource and ListTagsForResource. */
import { list, required, structure } from '../core/input.ts';
import { operation } from '../core/operation.ts';
import { addTags, removeTags, type Tags } from '../core/tags.ts';
import { defaultBusName, resourceName, serviceOf } from './arns.ts';
import type { BusStore } from './bus-store.ts';
import { limitExceeded, validation } from './errors.ts';
import { arn, tagKey, tagValue } from './fields.ts';
import type { EventBridgeState } from './state.ts';

export const tagList = list(structure({ Key: required(tagKey), Value: required(tagValue) }));

type GivenTags = readonly { readonly Key: string; readonly Value: string }[];

/** @throws ValidationException for a key that occurs twice */
export function readTags(given: GivenTags = []): Tags {
  const tags = Object.fromEntries(given.map(({ Key, Value }) => [Key, Value]));
  if (Object.keys(tags).length < given.length) {
    throw validation('Invalid parameter: Duplicated keys are not allowed.');
  }
  return tags;
}

export const tagOperations = {
  TagResource: operation(
    { ResourceARN: required(arn), Tags: required(tagList) },
    ({ ResourceARN, Tags }, { store }: EventBridgeState) => {
      setTags(store, ResourceARN, addTags(tagsOf(store, ResourceARN), readTags(Tags), limitExceeded));
    },
  ),

  UntagResource: operation(
    { ResourceARN: required(arn), TagKeys: required(list(tagKey)) },
    ({ ResourceARN, TagKeys }, { store }: EventBridgeState) => {
      setTags(store, ResourceARN, removeTags(tagsOf(store, ResourceARN), TagKeys));
    },
  ),

  ListTagsForResource: operation({ ResourceARN: required(arn) }, ({ ResourceARN }, { store }: EventBridgeState) => ({
    Tags: Object.entries(tagsOf(store, ResourceARN)).map(([Key, Value]) => ({ Key, Value })),
  })),
};

type TaggedResource = { readonly bus: string; readonly rule?: string };

function parseArn(resourceArn: string): TaggedResource {
  const [kind, first = '', ...rest] = resourceArn.split(':').slice(5).join(':').split('/');
  if (serviceOf(resourceArn) === 'events') {
    if (kind === 'event-bus') return { bus: resourceName(resourceArn) };
    if (kind === 'rule') {
      return rest.length === 0 ? { bus: defaultBusName, rule: first } : { bus: first, rule: rest.join('/') };
    }
  }
  throw validation('Parameter ResourceARN is not valid. Reason: Provided Arn is not in correct format.');
}

function tagsOf(store: BusStore, resourceArn: string): Tags {
  const { bus, rule } = parseArn(resourceArn);
  return rule === undefined ? store.bus(bus).record.tags : store.rule(bus, rule).record.tags;
}

function setTags(store: BusStore, resourceArn: string, tags: Tags): void {
  const { bus, rule } = parseArn(resourceArn);
  if (rule === undefined) store.putBus({ ...store.bus(bus).record, tags });
  else store.putRule({ ...store.rule(bus, rule).record, tags });
}
