/** Tags of state machines: TagResource, UntagResource and ListTagsForResource. */
import { list, required, structure, text } from '../../core/input.ts';
import { operation } from '../../core/operation.ts';
import { addTags, removeTags, type Tags } from '../../core/tags.ts';
import type { Engine } from '../engine/engine.ts';
import type { Machine } from '../engine/machine.ts';
import { noSuchResource, tooManyTags } from './errors.ts';
import { arn } from './fields.ts';
import { findMachine } from './names.ts';
import type { StatesState } from './state.ts';

export const tagList = list(structure({ key: required(text({ min: 1, max: 128 })), value: text({ max: 256 }) }));

type GivenTags = readonly { readonly key: string; readonly value?: string | undefined }[];

/** @param present tags that the resource has already. @throws TooManyTags */
export function readTags(given: GivenTags | undefined, resourceArn: string, present: Tags = {}): Tags {
  const added = Object.fromEntries((given ?? []).map(({ key, value }) => [key, value ?? '']));
  return addTags(present, added, () => tooManyTags(resourceArn));
}

/** @throws ResourceNotFound */
function resourceOf(engine: Engine, resourceArn: string): Machine {
  const machine = findMachine(engine, resourceArn);
  if (!machine) throw noSuchResource(resourceArn);
  return machine;
}

export const tagResource = operation(
  { resourceArn: required(arn), tags: required(tagList) },
  ({ resourceArn, tags }, { engine }: StatesState) => {
    const machine = resourceOf(engine, resourceArn);
    machine.tags = readTags(tags, resourceArn, machine.tags);
    engine.machines.save(machine);
    return {};
  },
);

export const untagResource = operation(
  { resourceArn: required(arn), tagKeys: required(list(text({ min: 1, max: 128 }))) },
  ({ resourceArn, tagKeys }, { engine }: StatesState) => {
    const machine = resourceOf(engine, resourceArn);
    machine.tags = removeTags(machine.tags, tagKeys);
    engine.machines.save(machine);
    return {};
  },
);

export const listTagsForResource = operation(
  { resourceArn: required(arn) },
  ({ resourceArn }, { engine }: StatesState) => {
    const { tags } = resourceOf(engine, resourceArn);
    return { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) };
  },
);
