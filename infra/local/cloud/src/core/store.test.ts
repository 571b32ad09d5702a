import { MemoryLevel } from 'memory-level';
import { beforeEach, describe, expect, test } from 'vitest';
import { prefixed, Store } from './store.ts';

let level: MemoryLevel<string, string>;
let store: Store;
beforeEach(async () => {
  level = new MemoryLevel();
  store = await Store.open(level);
});

async function entries(): Promise<[string, string][]> {
  const all: [string, string][] = [];
  for await (const entry of store.range({})) all.push(entry);
  return all;
}

test('a value can be read at once, is in a range once it is written, and is gone when deleted', async () => {
  store.put('a', '1');
  expect(await store.get('a')).toBe('1');
  expect(await entries()).toEqual([['a', '1']]);
  store.del('a');
  expect(await store.get('a')).toBeUndefined();
  expect(await entries()).toEqual([]);
});

test('a range has the keys with the prefix, in order', async () => {
  for (const key of ['b/2', 'a/1', 'b/1', 'c/1']) store.put(key, key);
  const keys: string[] = [];
  for await (const [key] of store.range(prefixed('b/'))) keys.push(key);
  expect(keys).toEqual(['b/1', 'b/2']);
});

describe('gathered lines', () => {
  let numbers = 0;
  const gather = (line: string, prefix = 'p/') => store.gather(prefix, () => String(++numbers), line);
  beforeEach(() => {
    numbers = 0;
  });

  test('of one batch share a record, those of the next have another', async () => {
    expect([gather('1'), gather('2')]).toEqual(['p/1', 'p/1']);
    expect(await store.get('p/1')).toBe('[1,2]');
    await store.flushed();
    expect(gather('3')).toBe('p/2');
    expect(await entries()).toEqual([
      ['p/1', '[1,2]'],
      ['p/2', '[3]'],
    ]);
  });

  test('of another prefix go to another record', async () => {
    gather('1', 'p/');
    gather('2', 'q/');
    expect(await entries()).toEqual([
      ['p/1', '[1]'],
      ['q/2', '[2]'],
    ]);
  });

  test('a record that is deleted in its own batch accepts lines again', async () => {
    store.del(gather('1'));
    expect(await store.get('p/1')).toBeUndefined();
    gather('2');
    expect(await entries()).toEqual([['p/1', '[1,2]']]);
  });

  test('while a batch is being written the next record begins', async () => {
    gather('1');
    await new Promise<void>((resolve) => setImmediate(resolve)); // the batch is being written
    expect(gather('2')).toBe('p/2');
    expect(await store.get('p/1')).toBe('[1]');
    await store.flushed();
    expect(await entries()).toHaveLength(2);
  });
});

test('a write that fails fails every flush from then on', async () => {
  await level.close();
  store.put('a', '1');
  await expect(store.flushed()).rejects.toThrow('could not write');
  await expect(store.failed).resolves.toBe(store.failure);
  await expect(store.flushed()).rejects.toThrow('could not write');
});
