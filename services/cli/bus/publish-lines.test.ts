import { expect, test } from 'vitest';
import type { Bus } from './bus.ts';
import { type Line, publishLines } from './publish-lines.ts';

async function* linesOf(count: number, text = '{}'): AsyncGenerator<Line> {
  for (let number = 1; number <= count; number += 1) yield { number, text };
}

function recordingBus(answer: (batch: number) => ReturnType<Bus['publish']> | undefined = () => undefined) {
  const batches: number[] = [];
  let inFlight = 0;
  let maxInFlight = 0;
  const bus: Bus = {
    async publish(details) {
      batches.push(details.length);
      const batch = batches.length;
      inFlight += 1;
      maxInFlight = Math.max(maxInFlight, inFlight);
      await new Promise(setImmediate);
      inFlight -= 1;
      return (await answer(batch)) ?? details.map(() => undefined);
    },
    close() {},
  };
  return { bus, batches, maxInFlight: () => maxInFlight };
}

const nobody = { onPublished() {}, onFailed() {}, onUnanswered() {} };

test.each([
  [1, '{}', [1]],
  [10, '{}', [10]],
  [25, '{}', [10, 10, 5]],
  [4, 'x'.repeat(400_000), [2, 2]],
  [2, 'x'.repeat(1_000_000), [1, 1]],
])('%i lines are sent in batches', async (count, text, expected) => {
  const { bus, batches } = recordingBus();
  let published = 0;
  await publishLines(bus, linesOf(count, text), { ...nobody, onPublished: (lines) => (published += lines.length) });
  expect(batches).toEqual(expected);
  expect(published).toBe(count);
});

test('at most eight batches are in flight', async () => {
  const { bus, maxInFlight } = recordingBus();
  await publishLines(bus, linesOf(500), nobody);
  expect(maxInFlight()).toBe(8);
});

test('if a whole call fails, publishing ends', async () => {
  const { bus, batches } = recordingBus((batch) => (batch === 3 ? Promise.reject(new Error('gone')) : undefined));
  let unanswered = 0;
  const events = { ...nobody, onUnanswered: (lines: readonly Line[]) => (unanswered += lines.length) };
  await expect(publishLines(bus, linesOf(1000), events)).rejects.toThrow('gone');
  expect(batches.length).toBeLessThan(20);
  expect(unanswered).toBe(10);
});

test('a line that is too large for the bus fails, and the others are sent', async () => {
  const refusal = Object.assign(new Error('Total size of the entries in the request is over the limit.'), {
    name: 'ValidationException',
  });
  const { bus } = recordingBus((batch) => (batch === 2 ? Promise.reject(refusal) : undefined));
  const failed: number[] = [];
  let published = 0;
  await publishLines(bus, linesOf(3, 'x'.repeat(1_100_000)), {
    ...nobody,
    onPublished: (lines) => (published += lines.length),
    onFailed: ({ number }) => failed.push(number),
  });
  expect([published, failed]).toEqual([2, [2]]);
});
