/** Tags of event buses and rules. */
import type { Json, Operation } from '../core/service.ts';
import { defaultBusName, resourceName, serviceOf } from './arns.ts';
import { Constraints } from './constraints.ts';
import { limitExceeded, validation } from './errors.ts';
import type { Tags } from './model.ts';
import { shapes } from './shapes.ts';
import type { EventsState } from './state.ts';

const mostTags = 50;

/** Reads a request's `Tags`; violations are left to the caller's `check`. */
export function readTags(constraints: Constraints, value: unknown): Tags {
  const tags: Record<string, string> = Object.create(null);
  constraints.list(value, 'tags').forEach((tag, index) => {
    const at = `tags.${index + 1}.member`;
    const key = constraints.requiredString(tag?.Key, `${at}.key`, shapes.tagKey);
    const text = constraints.requiredString(tag?.Value, `${at}.value`, shapes.tagValue);
    if (key in tags) throw validation('Invalid parameter: Duplicated keys are not allowed.');
    tags[key] = text;
  });
  return tags;
}

export const tagOperations = (state: EventsState): Record<string, Operation> => ({
  TagResource(input: Json) {
    const constraints = new Constraints();
    const arn = constraints.requiredString(input.ResourceARN, 'resourceARN', shapes.arn);
    constraints.required(input.Tags, 'tags');
    const added = readTags(constraints, input.Tags);
    constraints.check();
    const tags = { ...tagsOf(state, arn), ...added };
    if (Object.keys(tags).length > mostTags) throw limitExceeded();
    setTags(state, arn, tags);
  },

  UntagResource(input: Json) {
    const constraints = new Constraints();
    const arn = constraints.requiredString(input.ResourceARN, 'resourceARN', shapes.arn);
    constraints.required(input.TagKeys, 'tagKeys');
    const keys: readonly Json[] = constraints.list(input.TagKeys, 'tagKeys');
    constraints.check();
    setTags(state, arn, Object.fromEntries(Object.entries(tagsOf(state, arn)).filter(([key]) => !keys.includes(key))));
  },

  ListTagsForResource(input: Json) {
    const constraints = new Constraints();
    const arn = constraints.requiredString(input.ResourceARN, 'resourceARN', shapes.arn);
    constraints.check();
    return { Tags: Object.entries(tagsOf(state, arn)).map(([Key, Value]) => ({ Key, Value })) };
  },
});

type Tagged = { readonly bus: string; readonly rule?: string };

function tagged(arn: string): Tagged {
  const [kind, first = '', ...rest] = arn.split(':').slice(5).join(':').split('/');
  if (serviceOf(arn) === 'events') {
    if (kind === 'event-bus') return { bus: resourceName(arn) };
    if (kind === 'rule')
      return rest.length === 0 ? { bus: defaultBusName, rule: first } : { bus: first, rule: rest.join('/') };
  }
  throw validation('Parameter ResourceARN is not valid. Reason: Provided Arn is not in correct format.');
}

function tagsOf(state: EventsState, arn: string): Tags {
  const { bus, rule } = tagged(arn);
  return rule === undefined ? state.bus(bus).record.tags : state.rule(bus, rule).record.tags;
}

function setTags(state: EventsState, arn: string, tags: Tags): void {
  const { bus, rule } = tagged(arn);
  if (rule === undefined) state.putBus({ ...state.bus(bus).record, tags });
  else state.putRule({ ...state.rule(bus, rule).record, tags });
}
