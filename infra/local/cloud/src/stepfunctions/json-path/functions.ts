import { isObject } from '../../core/json-values.ts';
import { type Json, missing } from './types.ts';

const numbers = (value: Json): number[] =>
  Array.isArray(value) ? value.filter((item): item is number => typeof item === 'number') : [];

const overNumbers = (fold: (items: number[]) => number) => (value: Json) => {
  const items = numbers(value);
  return items.length === 0 ? missing : fold(items);
};

const sum = (items: number[]) => items.reduce((total, item) => total + item, 0);

/** Functions that may end a path (`$.items.length()`), by name; `missing` if they do not apply. */
export const pathFunctions: ReadonlyMap<string, (value: Json) => Json> = new Map<string, (value: Json) => Json>([
  ['length', sizeOf],
  ['size', sizeOf],
  ['sum', overNumbers(sum)],
  ['min', overNumbers((items) => items.reduce((left, right) => Math.min(left, right)))],
  ['max', overNumbers((items) => items.reduce((left, right) => Math.max(left, right)))],
  ['avg', overNumbers((items) => sum(items) / items.length)],
  ['keys', (value) => (isObject(value) ? Object.keys(value) : missing)],
  ['first', (value) => (Array.isArray(value) && value.length > 0 ? value[0] : missing)],
  ['last', (value) => (Array.isArray(value) && value.length > 0 ? value.at(-1) : missing)],
]);

function sizeOf(value: Json): Json {
  if (Array.isArray(value) || typeof value === 'string') return value.length;
  return isObject(value) ? Object.keys(value).length : missing;
}
