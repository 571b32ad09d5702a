import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IndexedHeap } from './indexed-heap.ts';

interface Item {
  readonly key: number;
  position: number;
}

const newHeap = () => new IndexedHeap<Item>((left, right) => left.key < right.key);

test('pops the items that were pushed and not removed, in order', () => {
  const steps = fc.array(fc.record({ key: fc.nat(50), removed: fc.boolean() }), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (given) => {
      const heap = newHeap();
      const items = given.map(({ key }) => ({ key, position: -1 }));
      for (const item of items) heap.push(item);
      const kept = items.filter((item, index) => !given[index]?.removed || !heap.remove(item));
      const popped: number[] = [];
      for (let item = heap.pop(); item; item = heap.pop()) popped.push(item.key);
      expect(popped).toEqual(kept.map(({ key }) => key).sort((left, right) => left - right));
      expect(items.every(({ position }) => position === -1)).toBe(true);
    }),
  );
});

test('an item of another heap is not mistaken for its own', () => {
  const [heap, other] = [newHeap(), newHeap()];
  const item = { key: 1, position: -1 };
  other.push(item);
  heap.push({ key: 2, position: -1 });
  expect(heap.remove(item)).toBe(false);
  expect([heap.size, other.size]).toEqual([1, 1]);
});
