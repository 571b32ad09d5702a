/** Reads members of a request's JSON with AWS's answer to a wrong type: a SerializationException. */
import type { Json } from '../core/service.ts';
import { missingParameter, serializationError } from './errors.ts';

const jsonType = (value: unknown): string => {
  if (Array.isArray(value)) return 'START_ARRAY';
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return typeof value === 'object' ? 'START_OBJECT' : `${typeof value}_VALUE`.toUpperCase();
};

const wrongType = (value: unknown, wanted: string) =>
  serializationError(`${jsonType(value)} can not be converted to ${wanted}`);

export function optionalString(input: Json, name: string): string | undefined {
  const value: unknown = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw wrongType(value, 'a String');
  return value;
}

/** @throws MissingParameter when it is absent or empty */
export function requiredString(input: Json, name: string): string {
  const value = optionalString(input, name);
  if (!value) throw missingParameter(name);
  return value;
}

export function optionalInteger(input: Json, name: string): number | undefined {
  const value: unknown = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(value, 'an Integer');
  return value;
}

export function optionalList(input: Json, name: string): Json[] | undefined {
  const value: unknown = input[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw wrongType(value, 'a List');
  return value;
}

export function optionalStrings(input: Json, name: string): string[] {
  const values = optionalList(input, name) ?? [];
  for (const value of values) if (typeof value !== 'string') throw wrongType(value, 'a String');
  return values;
}

export function optionalMap(input: Json, name: string): Record<string, Json> | undefined {
  const value: unknown = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) throw wrongType(value, 'a Map');
  return value as Record<string, Json>;
}

export function optionalStringMap(input: Json, name: string): Record<string, string> | undefined {
  const map = optionalMap(input, name);
  for (const value of Object.values(map ?? {})) if (typeof value !== 'string') throw wrongType(value, 'a String');
  return map;
}
