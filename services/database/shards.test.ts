import { expect, test } from 'vitest';
import { bucketCount, bucketOf } from './shards.ts';

// Fixed forever: existing rows are placed by them. The integration tests compare them with the database's bucket_of.
test.each([
  ['alice', 175],
  ['bob', 518],
  ['5c52828b-a53e-588f-869c-8ea4a0a6430a', 356],
])('%s is in bucket %i', (id, bucket) => {
  expect(bucketOf(id)).toBe(bucket);
});

test('ids spread over all buckets', () => {
  const counts = new Array<number>(bucketCount).fill(0);
  for (let index = 0; index < 100 * bucketCount; index += 1) {
    const bucket = bucketOf(`account-${index}`);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  expect(Math.min(...counts)).toBeGreaterThan(50);
  expect(Math.max(...counts)).toBeLessThan(160);
});
