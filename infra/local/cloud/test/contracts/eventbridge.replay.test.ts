import { CancelReplayCommand, DescribeArchiveCommand, ListReplaysCommand } from '@aws-sdk/client-eventbridge';
import { expect } from 'vitest';
import { createArchive, createBus, entry, put, replay, route } from './buses.ts';
import { describeContracts } from './contract.ts';
import { createQueue } from './queues.ts';
import { expectRefusal } from './refusals.ts';
import type { CloudUnderTest } from './targets/cloud.ts';

const minute = (number: number) => new Date(Date.UTC(2026, 0, 1, 0, number));

/** A bus with an archive, a rule to a queue, and events of the minutes 1, 2 and 3 that the queue has got already. */
async function build(cloud: CloudUnderTest, archived: object = {}) {
  const bus = await createBus(cloud, 'bank');
  const queue = await createQueue(cloud, 'work');
  const rule = await route(cloud, { bus: 'bank' }, { Id: 'queue', Arn: queue.arn });
  const archive = await createArchive(cloud, 'all', bus, archived);
  const at = (number: number) => entry(`{"n":${number}}`, { EventBusName: bus, Time: minute(number) });
  await put(cloud, at(1), at(2), at(3));
  const first = await queue.arrivals(3);
  expect(first).toHaveLength(3);
  return { bus, queue, rule, archive, ids: first.map(({ Body = '' }) => JSON.parse(Body).id) };
}

const bodiesOf = (messages: readonly { Body?: string | undefined }[]) =>
  messages.map(({ Body = '' }) => JSON.parse(Body)).sort((left, right) => left.detail.n - right.detail.n);

describeContracts('EventBridge replay', (contract) => {
  contract('events of the time asked for come again, as they were but for replay-name', async (cloud) => {
    const { bus, queue, archive, ids } = await build(cloud);
    const { started, ended } = await replay(cloud, {
      ReplayName: 'again',
      EventSourceArn: archive,
      EventStartTime: minute(2),
      EventEndTime: minute(60),
      Destination: { Arn: bus },
    });
    expect(started).toMatchObject({ State: 'STARTING', ReplayArn: expect.stringContaining(':replay/again') });
    expect(ended).toMatchObject({ State: 'COMPLETED', EventSourceArn: archive, Destination: { Arn: bus } });
    const replayed = bodiesOf(await queue.arrivals(2));
    expect(replayed).toMatchObject([
      { 'replay-name': 'again', source: 'bank', 'detail-type': 'Paid', time: '2026-01-01T00:02:00Z', detail: { n: 2 } },
      { 'replay-name': 'again', source: 'bank', 'detail-type': 'Paid', time: '2026-01-01T00:03:00Z', detail: { n: 3 } },
    ]);
    for (const { id } of replayed) expect(ids).toContain(id);
  });

  contract('a replay says how far it came', async (cloud) => {
    const { bus, archive } = await build(cloud);
    const { ended } = await replay(cloud, {
      ReplayName: 'again',
      Description: 'for a test',
      EventSourceArn: archive,
      EventStartTime: minute(0),
      EventEndTime: minute(60),
      Destination: { Arn: bus },
    });
    expect(ended).toMatchObject({
      ReplayName: 'again',
      Description: 'for a test',
      EventStartTime: minute(0),
      EventEndTime: minute(60),
      EventLastReplayedTime: minute(3),
      ReplayStartTime: expect.any(Date),
      ReplayEndTime: expect.any(Date),
    });
    const { Replays } = await cloud.events.send(new ListReplaysCommand({ NamePrefix: 'ag' }));
    expect(Replays?.map(({ ReplayName, State }) => [ReplayName, State])).toEqual([['again', 'COMPLETED']]);
  });

  contract('a replay reaches only the rules that it names', async (cloud) => {
    const { bus, queue, archive } = await build(cloud);
    const other = await createQueue(cloud, 'other');
    const rule = await route(cloud, { bus: 'bank', name: 'other' }, { Id: 'queue', Arn: other.arn });
    await replay(cloud, {
      ReplayName: 'again',
      EventSourceArn: archive,
      EventStartTime: minute(0),
      EventEndTime: minute(60),
      Destination: { Arn: bus, FilterArns: [rule] },
    });
    expect(await other.arrivals(3)).toHaveLength(3);
    expect(await queue.bodies()).toEqual([]);
  });

  contract('replayed events are not archived again', async (cloud) => {
    const { bus, queue, archive } = await build(cloud);
    const window = { EventStartTime: minute(0), EventEndTime: minute(60), Destination: { Arn: bus } };
    for (const ReplayName of ['first', 'second']) {
      await replay(cloud, { ReplayName, EventSourceArn: archive, ...window });
      expect(await queue.arrivals(3)).toHaveLength(3);
    }
    const { EventCount } = await cloud.events.send(new DescribeArchiveCommand({ ArchiveName: 'all' }));
    expect(EventCount).toBe(3);
  });

  contract('an archive keeps what its pattern matches', async (cloud) => {
    const EventPattern = JSON.stringify({ detail: { n: [{ numeric: ['>', 1] }] } });
    await build(cloud, { EventPattern, RetentionDays: 7 });
    const archive = await cloud.events.send(new DescribeArchiveCommand({ ArchiveName: 'all' }));
    expect(archive).toMatchObject({ EventCount: 2, RetentionDays: 7, State: 'ENABLED', EventPattern });
  });

  contract('a rule can tell replayed events', async (cloud) => {
    const { bus, archive } = await build(cloud);
    const fresh = await createQueue(cloud, 'fresh');
    const again = await createQueue(cloud, 'again');
    const rules = [
      ['fresh', { 'replay-name': [{ exists: false }] }, fresh],
      ['again', { 'replay-name': [{ exists: true }] }, again],
    ] as const;
    for (const [name, pattern, queue] of rules) {
      await route(cloud, { bus: 'bank', name, pattern }, { Id: 'queue', Arn: queue.arn });
    }
    await replay(cloud, {
      ReplayName: 'again',
      EventSourceArn: archive,
      EventStartTime: minute(0),
      EventEndTime: minute(60),
      Destination: { Arn: bus },
    });
    expect(await again.arrivals(3)).toHaveLength(3);
    expect(await fresh.bodies()).toEqual([]);
  });

  contract('a replay that has ended cannot be cancelled', async (cloud) => {
    const { bus, archive } = await build(cloud);
    await replay(cloud, {
      ReplayName: 'done',
      EventSourceArn: archive,
      EventStartTime: minute(0),
      EventEndTime: minute(60),
      Destination: { Arn: bus },
    });
    await expectRefusal(cloud.events.send(new CancelReplayCommand({ ReplayName: 'done' })), {
      name: 'IllegalStatusException',
      message: 'Replay done is not in a valid state for this operation.',
    });
  });
});
