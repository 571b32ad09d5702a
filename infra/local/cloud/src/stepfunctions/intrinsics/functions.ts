/** The intrinsic functions by name, as AWS evaluates them (laxer than its documentation in places). */
import { createHash } from 'node:crypto';
import type { Ids } from '../../core/context.ts';
import { isObject, jsonEqual, setMember } from '../../core/json-values.ts';
import { format, printed } from './format.ts';
import { InvalidArguments } from './invalid-arguments.ts';

type Values = readonly unknown[];
type Body = (values: Values, ids: Ids) => unknown;

interface Intrinsic {
  readonly min: number;
  readonly max: number;
  readonly run: Body;
}

const takes = (count: number, run: Body): Intrinsic => ({ min: count, max: count, run });

/** Thrown inside a function; `callIntrinsic` turns it into `InvalidArguments` with the function's name. */
class Unfit extends Error {}

const hashes: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

const maxTextLength = 10_000;
const maxRangeItems = 1_000;

const intrinsics = {
  Format: { min: 1, max: Number.POSITIVE_INFINITY, run: ([template, ...values]) => format(text(template), values) },
  StringToJson: takes(1, ([value]) => parse(text(value))),
  JsonToString: takes(1, ([value]) => JSON.stringify(value)),
  Array: { min: 0, max: Number.POSITIVE_INFINITY, run: (values) => [...values] },
  ArrayPartition: takes(2, ([list, size]) => partition(array(list), whole(size))),
  ArrayContains: takes(2, ([list, value]) => array(list).some((item) => jsonEqual(item, value))),
  ArrayRange: takes(3, ([first, last, step]) => range(whole(first), whole(last), whole(step))),
  ArrayGetItem: takes(2, ([list, index]) => itemAt(array(list), whole(index))),
  ArrayLength: takes(1, ([list]) => array(list).length),
  ArrayUnique: takes(1, ([list]) => unique(array(list))),
  Base64Encode: takes(1, ([value]) => Buffer.from(limited(text(value))).toString('base64')),
  Base64Decode: takes(1, ([value]) => Buffer.from(limited(text(value)), 'base64').toString('utf8')),
  Hash: takes(2, ([value, algorithm]) => hash(limited(printed(value)), text(algorithm))),
  JsonMerge: takes(3, ([left, right, deep]) => merge(object(left), object(right), deep)),
  MathRandom: { min: 2, max: 3, run: ([start, end, seed], ids) => random(whole(start), whole(end), seed, ids) },
  MathAdd: takes(2, ([left, right]) => int32(rounded(left) + rounded(right))),
  StringSplit: takes(2, ([value, characters]) => split(text(value), text(characters))),
  UUID: takes(0, (_values, ids) => ids.uuid()),
} satisfies Record<string, Intrinsic>;

export type FunctionName = keyof typeof intrinsics;

export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(intrinsics, name);
}

/** @throws InvalidArguments */
export function callIntrinsic(name: FunctionName, values: Values, ids: Ids): unknown {
  const { min, max, run }: Intrinsic = intrinsics[name];
  if (values.length < min || values.length > max) throw new InvalidArguments(name);
  try {
    return run(values, ids);
  } catch (error) {
    throw error instanceof Unfit ? new InvalidArguments(name) : error;
  }
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Unfit();
  return value;
}

function limited(value: string): string {
  if (value.length > maxTextLength) throw new Unfit();
  return value;
}

function array(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Unfit();
  return value;
}

function object(value: unknown): Record<string, unknown> {
  if (!isObject(value)) throw new Unfit();
  return value;
}

/** Most functions drop the fraction, although the documentation says that they round. */
function whole(value: unknown): number {
  if (typeof value !== 'number') throw new Unfit();
  return int32(Math.trunc(value));
}

/** Halves go up. */
function rounded(value: unknown): number {
  if (typeof value !== 'number') throw new Unfit();
  return int32(Math.floor(value + 0.5));
}

function int32(value: number): number {
  if (value < -(2 ** 31) || value > 2 ** 31 - 1) throw new Unfit();
  return value === 0 ? 0 : value;
}

function parse(value: string): unknown {
  if (value.trim() === '') return null;
  try {
    return JSON.parse(value);
  } catch {
    throw new Unfit();
  }
}

function partition(list: readonly unknown[], size: number): unknown[][] {
  if (size < 1) throw new Unfit();
  const chunks: unknown[][] = [];
  for (let at = 0; at < list.length; at += size) chunks.push(list.slice(at, at + size));
  return chunks;
}

function range(first: number, last: number, step: number): number[] {
  if (step === 0 || Math.floor((last - first) / step) + 1 > maxRangeItems) throw new Unfit();
  const items: number[] = [];
  for (let item = first; step > 0 ? item <= last : item >= last; item += step) items.push(item);
  return items;
}

/** An empty array gives null for any index. */
function itemAt(list: readonly unknown[], index: number): unknown {
  if (list.length === 0) return null;
  if (index < 0 || index >= list.length) throw new Unfit();
  return list[index];
}

function unique(list: readonly unknown[]): unknown[] {
  return list.filter((item, at) => list.findIndex((other) => jsonEqual(other, item)) === at);
}

function hash(value: string, algorithm: string): string {
  const name = Object.hasOwn(hashes, algorithm) ? hashes[algorithm] : undefined;
  if (!name) throw new Unfit();
  return createHash(name).update(value).digest('hex');
}

/** "Step Functions currently only supports the shallow merging mode; therefore, you must specify `false`." */
function merge(left: Record<string, unknown>, right: Record<string, unknown>, deep: unknown) {
  if (deep === true) throw new Unfit();
  const merged = { ...left };
  for (const [name, value] of Object.entries(right)) setMember(merged, name, value);
  return merged;
}

function random(start: number, end: number, seed: unknown, ids: Ids): number {
  if (start >= end) throw new Unfit();
  if (seed !== undefined && typeof seed !== 'number') throw new Unfit();
  return start + Math.floor((seed === undefined ? ids.random() : seeded(seed)) * (end - start));
}

/** The same number from 0 to 1 for the same seed; AWS documents no more than that. */
function seeded(seed: number): number {
  return createHash('sha256').update(String(seed)).digest().readUInt32BE() / 2 ** 32;
}

/** Cuts at any of `characters`, and drops empty parts. */
function split(value: string, characters: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (const char of value) {
    if (!characters.includes(char)) part += char;
    else if (part !== '') {
      parts.push(part);
      part = '';
    }
  }
  if (part !== '') parts.push(part);
  return parts;
}
