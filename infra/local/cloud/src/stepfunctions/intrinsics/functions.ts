/** The intrinsic functions by name, as AWS evaluates them (which is laxer than its documentation in places). */
import { createHash } from 'node:crypto';
import type { Ids } from '../../core/context.ts';
import { isObject, jsonEqual, setMember } from '../json/equal.ts';
import { format } from './format.ts';
import { InvalidArguments } from './invalid-arguments.ts';
import { hashSetOrder, javaRandom, javaText } from './java.ts';

type Values = readonly unknown[];
type Body = (values: Values, ids: Ids) => unknown;

interface Intrinsic {
  readonly least: number;
  readonly most: number;
  readonly run: Body;
}

const takes = (count: number, run: Body): Intrinsic => ({ least: count, most: count, run });

/** Raised inside a function and turned into `InvalidArguments` under its name. */
class Unfit extends Error {}

const hashes: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

const longestText = 10_000;
const mostRangeItems = 1_000;

const intrinsics = {
  Format: { least: 1, most: Number.POSITIVE_INFINITY, run: ([template, ...values]) => format(text(template), values) },
  StringToJson: takes(1, ([value]) => parse(text(value))),
  JsonToString: takes(1, ([value]) => JSON.stringify(value)),
  Array: { least: 0, most: Number.POSITIVE_INFINITY, run: (values) => [...values] },
  ArrayPartition: takes(2, ([list, size]) => partition(array(list), whole(size))),
  ArrayContains: takes(2, ([list, value]) => array(list).some((item) => jsonEqual(item, value))),
  ArrayRange: takes(3, ([first, last, step]) => range(whole(first), whole(last), whole(step))),
  ArrayGetItem: takes(2, ([list, index]) => itemAt(array(list), whole(index))),
  ArrayLength: takes(1, ([list]) => array(list).length),
  ArrayUnique: takes(1, ([list]) => unique(array(list))),
  Base64Encode: takes(1, ([value]) => Buffer.from(limited(text(value))).toString('base64')),
  Base64Decode: takes(1, ([value]) => Buffer.from(limited(text(value)), 'base64').toString('utf8')),
  Hash: takes(2, ([value, algorithm]) => hash(limited(javaText(value)), text(algorithm))),
  JsonMerge: takes(3, ([left, right, deep]) => merge(object(left), object(right), deep)),
  MathRandom: { least: 2, most: 3, run: ([start, end, seed], ids) => random(whole(start), whole(end), seed, ids) },
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
  const { least, most, run }: Intrinsic = intrinsics[name];
  if (values.length < least || values.length > most) throw new InvalidArguments(name);
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
  if (value.length > longestText) throw new Unfit();
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

/** Most functions cut fractions off, whatever the documentation says of rounding. */
function whole(value: unknown): number {
  if (typeof value !== 'number') throw new Unfit();
  return int32(Math.trunc(value));
}

/** Java's Math.round: halves go up. */
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
  if (step === 0 || Math.floor((last - first) / step) + 1 > mostRangeItems) throw new Unfit();
  const items: number[] = [];
  for (let item = first; step > 0 ? item <= last : item >= last; item += step) items.push(item);
  return items;
}

/** An empty array has nothing at any index and says null. */
function itemAt(list: readonly unknown[], index: number): unknown {
  if (list.length === 0) return null;
  if (index < 0 || index >= list.length) throw new Unfit();
  return list[index];
}

function unique(list: readonly unknown[]): unknown[] {
  const firsts = list.filter((item, at) => list.findIndex((other) => jsonEqual(other, item)) === at);
  return hashSetOrder(firsts, list.length);
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
  if (seed === undefined) return start + Math.floor(ids.random() * (end - start));
  if (typeof seed !== 'number') throw new Unfit();
  return start + javaRandom(seed, end - start);
}

/** Cuts at any of `characters` and drops what is empty, as Java's StringTokenizer does. */
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
