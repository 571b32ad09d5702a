import { beforeEach, describe, expect, test } from 'vitest';
import { settled } from '../testing/virtual-clock.ts';
import { busArn, entry, openTestEvents, putRule, queueArn, type TestEvents } from './testing/open-events.ts';

let cloud: TestEvents;
beforeEach(async () => {
  cloud = await openTestEvents();
});

const EventSourceArn = busArn('default');
const ArchiveName = 'archive';
const queue = queueArn('queue');
const hour = 3_600_000;
const seconds = (iso: string) => Date.parse(iso) / 1000;
const create = (settings = {}) => cloud.call('CreateArchive', { ArchiveName, EventSourceArn, ...settings });
const describeArchive = () => cloud.call('DescribeArchive', { ArchiveName });
const put = (...members: object[]) => cloud.call('PutEvents', { Entries: members.map(entry) });

/** Keys of archived events that are left in the store. */
async function archivedKeys(): Promise<number> {
  let keys = 0;
  for await (const _ of cloud.context.store.range({ gte: 'events/archived/', lt: 'events/archived0' })) keys++;
  return keys;
}

describe('archives', () => {
  test('an archive is described with its size', async () => {
    const EventPattern = '{"detail":{"keep":[true]}}';
    const created = await create({ EventPattern, RetentionDays: 3, Description: 'text' });
    expect(created).toEqual({
      ArchiveArn: 'arn:aws:events:us-east-1:000000000000:archive/archive',
      State: 'ENABLED',
      CreationTime: 1767225600,
    });
    await put(
      { Detail: '{"keep": true}' },
      { Detail: '{"keep": false}' },
      { Detail: '{"keep": true}', Resources: ['ab'] },
    );
    const summary = {
      ArchiveName,
      EventSourceArn,
      State: 'ENABLED',
      RetentionDays: 3,
      EventCount: 2,
      // Source, detail type, detail as sent, 20 for the time, resources.
      SizeBytes: 2 * (4 + 6 + 14 + 20) + 2,
      CreationTime: 1767225600,
    };
    expect(await describeArchive()).toEqual({
      ...summary,
      ArchiveArn: created.ArchiveArn,
      EventPattern,
      Description: 'text',
    });
    expect(await cloud.call('ListArchives', { EventSourceArn })).toEqual({ Archives: [summary] });
    cloud = await cloud.restart();
    expect(await cloud.call('ListArchives', { NamePrefix: 'arch' })).toEqual({ Archives: [summary] });
  });

  test('a changed archive keeps its events', async () => {
    await create();
    await put({});
    await cloud.call('UpdateArchive', { ArchiveName, EventPattern: '{"source":["none"]}', RetentionDays: 7 });
    await put({});
    expect(await describeArchive()).toMatchObject({
      EventCount: 1,
      RetentionDays: 7,
      EventPattern: '{"source":["none"]}',
    });
  });

  test('a deleted archive leaves nothing, and its name can be used again', async () => {
    await create();
    for (let batch = 0; batch < 25; batch++) await put(...Array(10).fill({}));
    expect(await archivedKeys()).toBe(250);
    await cloud.call('DeleteArchive', { ArchiveName });
    await create();
    expect(await describeArchive()).toMatchObject({ EventCount: 0, SizeBytes: 0 });
    await settled();
    await settled();
    expect(await archivedKeys()).toBe(0);
  });

  test('events are removed after the retention', async () => {
    await create({ RetentionDays: 1 });
    await put({});
    await cloud.context.clock.advance(20 * hour);
    await put({}, { Time: 0 });
    await cloud.context.clock.advance(5 * hour);
    expect(await describeArchive()).toMatchObject({ EventCount: 2 });
    await cloud.context.clock.advance(24 * hour);
    expect(await describeArchive()).toMatchObject({ EventCount: 0, SizeBytes: 0 });
    expect(await archivedKeys()).toBe(0);
  });

  test.each([
    [
      'CreateArchive',
      { EventSourceArn: busArn('none') },
      'ResourceNotFoundException',
      'Event bus none does not exist.',
    ],
    [
      'CreateArchive',
      { ArchiveName: 'b', EventPattern: '{"a":1}' },
      'InvalidEventPatternException',
      'Event pattern is not valid. Reason: "a" must be an object or an array at line 1, column 6',
    ],
    [
      'CreateArchive',
      { ArchiveName: 'b', RetentionDays: -1 },
      'ValidationException',
      "1 validation error detected: Value '-1' at 'retentionDays' failed to satisfy constraint: Member must have value " +
        'greater than or equal to 0',
    ],
    [
      'UpdateArchive',
      { ArchiveName: 'none' },
      'ValidationException',
      'At least one of EventPattern, RetentionDays or Description must be provided.',
    ],
    [
      'UpdateArchive',
      { ArchiveName: 'none', RetentionDays: 1 },
      'ResourceNotFoundException',
      'Archive none does not exist.',
    ],
    ['DeleteArchive', { ArchiveName: 'none' }, 'ResourceNotFoundException', 'Archive none does not exist.'],
    ['ListArchives', { EventSourceArn: busArn('none') }, 'ResourceNotFoundException', 'Event bus none does not exist.'],
    [
      'ListArchives',
      { EventSourceArn, NamePrefix: 'a' },
      'ValidationException',
      'At most one filter is allowed for ListArchives. Use either : State, EventSourceArn, or NamePrefix.',
    ],
  ])('%s %j is refused', async (operation, input, code, message) => {
    await create();
    const defaults = operation === 'CreateArchive' ? { ArchiveName, EventSourceArn } : {};
    await expect(cloud.call(operation, { ...defaults, ...input })).rejects.toMatchObject({ code, message });
  });
});

describe('replays', () => {
  const replay = (settings: object = {}) =>
    cloud.call('StartReplay', {
      ReplayName: 'replay',
      EventSourceArn: 'arn:aws:events:us-east-1:000000000000:archive/archive',
      EventStartTime: seconds('2026-01-01T00:00:00Z'),
      EventEndTime: seconds('2026-01-02T00:00:00Z'),
      Destination: { Arn: EventSourceArn },
      ...settings,
    });
  const describeReplay = () => cloud.call('DescribeReplay', { ReplayName: 'replay' });

  /** Events with n from 1, one per hour. */
  async function putHourly(count: number): Promise<void> {
    for (let n = 1; n <= count; n++) {
      await put({ Detail: `{"n": ${n}}`, Time: seconds('2026-01-01T00:00:00Z') + ((n - 1) * hour) / 1000 });
    }
  }

  test('events go to the rules of their bus again, with the replay’s name, and are not archived again', async () => {
    await create();
    await putHourly(2);
    await putRule(cloud, {}, { Arn: queue });
    const started = await replay({ Description: 'text' });
    const ReplayArn = 'arn:aws:events:us-east-1:000000000000:replay/replay';
    expect(started).toEqual({ ReplayArn, State: 'STARTING', ReplayStartTime: 1767225600 });
    await cloud.context.clock.advance(1000);
    expect(cloud.sent.map(({ body }) => body)).toEqual([
      expect.stringMatching(
        '^{"version":"0","id":"[^"]+","detail-type":"Tested","source":"test","account":"000000000000",' +
          '"time":"2026-01-01T00:00:00Z","region":"us-east-1","replay-name":"replay","resources":\\[\\],"detail":{"n":1}}$',
      ),
      expect.stringContaining('"replay-name":"replay"'),
    ]);
    const summary = {
      ReplayName: 'replay',
      EventSourceArn: 'arn:aws:events:us-east-1:000000000000:archive/archive',
      State: 'COMPLETED',
      EventStartTime: seconds('2026-01-01T00:00:00Z'),
      EventEndTime: seconds('2026-01-02T00:00:00Z'),
      EventLastReplayedTime: seconds('2026-01-01T01:00:00Z'),
      ReplayStartTime: 1767225600,
      ReplayEndTime: 1767225600,
    };
    expect(await describeReplay()).toEqual({
      ...summary,
      ReplayArn,
      Description: 'text',
      Destination: { Arn: EventSourceArn },
    });
    expect(await cloud.call('ListReplays', { NamePrefix: 're' })).toEqual({ Replays: [summary] });
    expect(await describeArchive()).toMatchObject({ EventCount: 2 });
  });

  test('only events of the period, only to the rules that it names', async () => {
    await create();
    await putHourly(5);
    await putRule(cloud, { name: 'a' }, { Arn: queueArn('a') });
    await putRule(cloud, { name: 'b' }, { Arn: queueArn('b') });
    await replay({
      EventStartTime: seconds('2026-01-01T01:00:00Z'),
      EventEndTime: seconds('2026-01-01T03:00:00Z'),
      Destination: { Arn: EventSourceArn, FilterArns: ['arn:aws:events:us-east-1:000000000000:rule/b'] },
    });
    await cloud.context.clock.advance(0);
    expect(cloud.bodies(queueArn('a'))).toEqual([]);
    expect(cloud.bodies(queueArn('b')).map(({ detail }) => detail.n)).toEqual([2, 3, 4]);
  });

  test('patterns see the name of the replay', async () => {
    await create();
    await putHourly(1);
    await putRule(cloud, { pattern: { 'replay-name': ['replay'] } }, { Arn: queueArn('again') });
    await putRule(cloud, { name: 'live', pattern: { 'replay-name': [{ exists: false }] } }, { Arn: queueArn('live') });
    await replay();
    await cloud.context.clock.advance(0);
    expect(cloud.bodies(queueArn('again'))).toHaveLength(1);
    expect(cloud.bodies(queueArn('live'))).toEqual([]);
  });

  test('a replay continues after a restart, without missing or duplicate events', async () => {
    await create();
    for (let batch = 0; batch < 35; batch++) {
      await put(...Array.from({ length: 10 }, (_, n) => ({ Detail: `{"n": ${batch * 10 + n}}` })));
    }
    await putRule(cloud, {}, { Arn: queue });
    await replay();
    const { advanced } = { advanced: cloud.context.clock.advance(0) };
    while (cloud.sent.length < 100) await new Promise((resolve) => setImmediate(resolve));
    cloud.events.close();
    await advanced;
    const before = cloud.sent.length;
    expect(before).toBeLessThan(350);
    cloud = await cloud.restart();
    expect((await describeReplay()).State).toBe('RUNNING');
    await cloud.context.clock.advance(0);
    while ((await describeReplay()).State !== 'COMPLETED') await settled();
    const numbers = cloud.bodies(queue).map(({ detail }) => detail.n as number);
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 350 }, (_, n) => n));
  });

  test('a replay can be cancelled until it has ended', async () => {
    await create();
    await putHourly(1);
    await putRule(cloud, {}, { Arn: queue });
    await replay();
    expect(await cloud.call('CancelReplay', { ReplayName: 'replay' })).toEqual({
      ReplayArn: 'arn:aws:events:us-east-1:000000000000:replay/replay',
      State: 'CANCELLING',
    });
    expect(await describeReplay()).toMatchObject({ State: 'CANCELLING' });
    await cloud.context.clock.advance(0);
    expect(await describeReplay()).toMatchObject({ State: 'CANCELLED', ReplayEndTime: 1767225600 });
    expect(cloud.sent).toEqual([]);
    await expect(cloud.call('CancelReplay', { ReplayName: 'replay' })).rejects.toMatchObject({
      code: 'IllegalStatusException',
    });
  });

  test('at most ten run at a time', async () => {
    await create();
    for (let n = 0; n < 10; n++) await replay({ ReplayName: `replay-${n}` });
    await expect(replay({ ReplayName: 'one-more' })).rejects.toMatchObject({
      code: 'LimitExceededException',
      message: 'The requested resource exceeds the maximum number allowed.',
    });
    await cloud.context.clock.advance(0);
    await replay({ ReplayName: 'one-more' });
  });

  test.each([
    [{ Destination: { Arn: busArn('none') } }, 'ResourceNotFoundException', 'Event bus none does not exist.'],
    [
      { Destination: { Arn: queue } },
      'ValidationException',
      'Parameter Destination.Arn is not valid. Reason: Must contain an event bus ARN.',
    ],
    [
      { EventSourceArn: 'arn:aws:events:us-east-1:000000000000:archive/none' },
      'ValidationException',
      'Parameter EventSourceArn is not valid. Reason: Archive none does not exist.',
    ],
  ])('%j is refused', async (settings, code, message) => {
    await create();
    await expect(replay(settings)).rejects.toMatchObject({ code, message });
  });
});
