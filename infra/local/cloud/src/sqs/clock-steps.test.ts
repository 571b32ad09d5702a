/** The machine's time of day is set back or forward, while the cloud runs or while it is off: no wait exceeds its own period. */
import { describe, expect, test } from 'vitest';
import { SqsDriver } from '../testing/sqs-driver.ts';

const hour = 3_600_000;
const year = 365 * 24 * hour;
const to1970 = -Date.UTC(2026, 0, 1);
const steps = [-hour, hour, -year, year, to1970];

/** Sets the time of day; `restarted` does it while the cloud is off. */
async function set(sqs: SqsDriver, step: number, restarted: boolean): Promise<SqsDriver> {
  await sqs.context.store.flushed();
  sqs.context.clock.step(step);
  return restarted ? sqs.restart() : sqs;
}

describe.each(steps)('by %i ms', (step) => {
  test.each([false, true])('restarted: %s; in flight, delayed, in the backlog of a group', async (restarted) => {
    let sqs = await SqsDriver.open();
    const fifo = sqs.queue('f.fifo', { VisibilityTimeout: '30' });
    const standard = sqs.queue('work');
    sqs.sendTo(fifo, 'g', 'first', 'second');
    sqs.send(standard, 'delayed', { DelaySeconds: 20 });
    expect(sqs.receive(fifo, { MaxNumberOfMessages: 1 })).toHaveLength(1);

    sqs = await set(sqs, step, restarted);
    await sqs.context.clock.advance(20_000);
    expect(sqs.bodies(standard)).toEqual(['delayed']);
    await sqs.context.clock.advance(10_000);
    expect(sqs.bodies(fifo)).toEqual(['first', 'second']);
  });

  test.each([false, true])('restarted: %s; nothing is thrown away that is in time', async (restarted) => {
    let sqs = await SqsDriver.open();
    const url = sqs.queue('work', { MessageRetentionPeriod: String(4 * 24 * 3600) });
    sqs.send(url, 'kept');
    sqs = await set(sqs, step, restarted);
    await sqs.context.clock.advance(60_000);
    expect(sqs.bodies(url)).toEqual(['kept']);
  });

  test('a deduplication id counts for five minutes, a deleted name for one', async () => {
    let sqs = await SqsDriver.open();
    const url = sqs.queue('f.fifo');
    sqs.sendTo(url, 'g', 'a');
    sqs.call('DeleteQueue', { QueueUrl: sqs.queue('gone') });
    sqs = await set(sqs, step, false);
    expect(sqs.error('CreateQueue', { QueueName: 'gone' })[0]).toBe('QueueDeletedRecently');
    await sqs.context.clock.advance(60_000);
    sqs.queue('gone');
    sqs.sendTo(url, 'g', 'a');
    expect(sqs.counts(url)[0]).toBe(1);
    await sqs.context.clock.advance(4 * 60_000);
    sqs.sendTo(url, 'g', 'a');
    expect(sqs.counts(url)[0]).toBe(2);
  });

  test('a message shows the time of day', async () => {
    const sqs = await SqsDriver.open();
    const url = sqs.queue('work');
    sqs.context.clock.step(step);
    sqs.send(url, 'a');
    const [{ Attributes }] = sqs.receive(url, { AttributeNames: ['All'] });
    expect(Attributes.SentTimestamp).toBe(String(sqs.context.clock.wallTime()));
    expect(Attributes.ApproximateFirstReceiveTimestamp).toBe(String(sqs.context.clock.wallTime()));
  });
});
