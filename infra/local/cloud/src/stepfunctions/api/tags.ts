import type { Json, Operation } from '../../core/service.ts';
import type { Engine } from '../engine/engine.ts';
import type { Machine } from '../engine/machine.ts';
import { noSuchResource, tooManyTags, validation } from './errors.ts';
import { findMachine } from './names.ts';
import { Request } from './request.ts';

const mostTags = 50;

/** @throws ValidationException, TooManyTags */
export function readTags(
  given: Json,
  arn: string,
  before: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const tags = new Map(before);
  for (const { key, value } of given ?? []) {
    if (typeof key !== 'string' || key === '' || key.length > 128) throw badTag('key', key, 128);
    if (value !== undefined && (typeof value !== 'string' || value.length > 256)) throw badTag('value', value, 256);
    tags.set(key, value ?? '');
  }
  if (tags.size > mostTags) throw tooManyTags(arn);
  return tags;
}

const badTag = (member: string, value: unknown, most: number) =>
  validation(
    `1 validation error detected: Value '${value}' at 'tags.1.member.${member}' failed to satisfy constraint: ` +
      `Member must have length less than or equal to ${most}`,
  );

/** What all three are asked about. @throws ValidationException, ResourceNotFound */
function resourceOf(engine: Engine, input: Json): { request: Request; arn: string; machine: Machine } {
  const request = new Request(input);
  const arn = request.requiredString('resourceArn', { least: 1, most: 256 });
  request.check();
  const machine = findMachine(engine, arn);
  if (!machine) throw noSuchResource(arn);
  return { request, arn, machine };
}

export const tagResource =
  (engine: Engine): Operation =>
  (input) => {
    const { request, arn, machine } = resourceOf(engine, input);
    machine.tags = readTags(request.raw('tags'), arn, machine.tags);
    engine.machines.save(machine);
    return {};
  };

export const untagResource =
  (engine: Engine): Operation =>
  (input) => {
    const { request, machine } = resourceOf(engine, input);
    const keys: unknown[] = request.raw('tagKeys') ?? [];
    machine.tags = new Map([...machine.tags].filter(([key]) => !keys.includes(key)));
    engine.machines.save(machine);
    return {};
  };

export const listTagsForResource =
  (engine: Engine): Operation =>
  (input) => {
    const { machine } = resourceOf(engine, input);
    return { tags: [...machine.tags].map(([key, value]) => ({ key, value })) };
  };
