/** The machine's time of day is set back or forward, while the cloud runs or while it is off: no wait exceeds its own period. */
import { describe, expect, test } from 'vitest';
import { callback, type Harness, openHarness, single } from './testing/harness.ts';

const hour = 3_600_000;
const year = 365 * 24 * hour;
const to1970 = -Date.UTC(2026, 0, 1);

async function set(harness: Harness, step: number, restarted: boolean): Promise<Harness> {
  harness.context.clock.step(step);
  return restarted ? harness.kill() : harness;
}

describe.each([-hour, hour, -year, year, to1970])('by %i ms', (step) => {
  test.each([[false], [true]])(
    'restarted: %s; a wait, a time-out, a heartbeat and a whole execution',
    async (restarted) => {
      let harness = await openHarness();
      const arns = [
        await harness.run(single({ Type: 'Wait', Seconds: 30, End: true })),
        await harness.run(single(callback({ TimeoutSeconds: 30 }))),
        await harness.run(single(callback({ TimeoutSeconds: 3000, HeartbeatSeconds: 30 }))),
        await harness.run({ ...single({ Type: 'Wait', Seconds: 3000, End: true }), TimeoutSeconds: 30 }),
      ];
      harness = await set(harness, step, restarted);
      const early = step > 0 && restarted; // a step while it is off is time that passed: see clock.ts
      if (!early) {
        await harness.context.clock.advance(29_000);
        for (const arn of arns) expect((await harness.describe(arn)).status).toBe('RUNNING');
      }
      await harness.context.clock.advance(1000);
      const ends = await Promise.all(arns.map(async (arn) => (await harness.describe(arn)).status));
      expect(ends).toEqual(['SUCCEEDED', 'FAILED', 'FAILED', 'TIMED_OUT']);
    },
  );

  test('the times of one execution never go back, and a new one has the time of day', async () => {
    let harness = await openHarness();
    const definition = {
      StartAt: 'A',
      States: { A: { Type: 'Wait', Seconds: 5, Next: 'B' }, B: { Type: 'Wait', Seconds: 5, End: true } },
    };
    const executionArn = await harness.run(definition);
    await harness.context.clock.advance(5000);
    harness = await set(harness, step, true);
    await harness.context.clock.advance(5000);
    const { events } = await harness.call('GetExecutionHistory', { executionArn });
    const times = events.map(({ timestamp }: { timestamp: number }) => timestamp);
    expect(times).toEqual(times.toSorted((left: number, right: number) => left - right));
    const { startDate, stopDate, status } = await harness.describe(executionArn);
    expect([status, startDate, stopDate]).toEqual(['SUCCEEDED', times[0], times.at(-1)]);
    const { startDate: later } = await harness.describe(await harness.run(definition));
    expect(later * 1000).toBe(harness.context.clock.wallTime());
  });

  test('a wait until a time of day ends when it has come as the clock stands at its beginning', async () => {
    const harness = await openHarness();
    harness.context.clock.step(step);
    const Timestamp = new Date(harness.context.clock.wallTime() + 60_000).toISOString();
    const arn = await harness.run(single({ Type: 'Wait', Timestamp, End: true }));
    harness.context.clock.step(-step);
    await harness.context.clock.advance(59_000);
    expect((await harness.describe(arn)).status).toBe('RUNNING');
    await harness.context.clock.advance(1000);
    expect((await harness.describe(arn)).status).toBe('SUCCEEDED');
  });
});
