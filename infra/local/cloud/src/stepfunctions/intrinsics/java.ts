/** Traces that Java leaves in AWS's answers: how it prints, hashes, rounds and draws. */
import { isObject } from '../json/equal.ts';

/** `Object.toString` of a JSON value: `{a=1, b=[x, y]}`. States.Format shows structures so. */
export function javaText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`;
  if (!isObject(value)) return String(value);
  return `{${Object.entries(value)
    .map(([name, member]) => `${name}=${javaText(member)}`)
    .join(', ')}}`;
}

function stringHash(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(31, hash) + text.charCodeAt(at)) | 0;
  return hash;
}

const view = new DataView(new ArrayBuffer(8));

function numberHash(value: number): number {
  if (Number.isInteger(value) && Math.abs(value) <= 2 ** 31) return value | 0;
  if (Number.isSafeInteger(value)) view.setBigInt64(0, BigInt(value));
  else view.setFloat64(0, value);
  return view.getInt32(0) ^ view.getInt32(4);
}

/** `Object.hashCode` of a JSON value. */
export function javaHash(value: unknown): number {
  if (value === null) return 0;
  if (typeof value === 'string') return stringHash(value);
  if (typeof value === 'number') return numberHash(value);
  if (typeof value === 'boolean') return value ? 1231 : 1237;
  if (Array.isArray(value)) {
    let hash = 1;
    for (const item of value) hash = (Math.imul(31, hash) + javaHash(item)) | 0;
    return hash;
  }
  const members = isObject(value) ? Object.entries(value) : [];
  return members.reduce((total, [name, member]) => (total + (stringHash(name) ^ javaHash(member))) | 0, 0);
}

/** The order in which a `HashSet` made of `size` values gives `values` back: States.ArrayUnique shows it. */
export function hashSetOrder(values: readonly unknown[], size: number): unknown[] {
  let buckets = 16;
  while (buckets < size / 0.75) buckets *= 2;
  const bucketOf = (value: unknown) => {
    const hash = javaHash(value);
    return (hash ^ (hash >>> 16)) & (buckets - 1);
  };
  return values
    .map((value) => ({ value, bucket: bucketOf(value) }))
    .toSorted(byBucket)
    .map(({ value }) => value);
}

const byBucket = (left: { bucket: number }, right: { bucket: number }) => left.bucket - right.bucket;

const multiplier = 0x5deece66dn;
const mask = (1n << 48n) - 1n;

/** `new java.util.Random(seed).nextInt(bound)`, so that a seed gives the same number each time. */
export function javaRandom(seed: number, bound: number): number {
  let state = (BigInt(Math.trunc(seed)) ^ multiplier) & mask;
  const next = () => {
    state = (state * multiplier + 0xbn) & mask;
    return Number(state >> 17n);
  };
  if ((bound & -bound) === bound) return Number((BigInt(bound) * BigInt(next())) >> 31n);
  for (;;) {
    const bits = next();
    const value = bits % bound;
    if (bits - value + (bound - 1) <= 2 ** 31 - 1) return value;
  }
}
