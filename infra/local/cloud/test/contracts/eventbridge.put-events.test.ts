import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { expect } from 'vitest';
import { createBus, entry, put, route } from './buses.ts';
import { describeContracts } from './contract.ts';
import { createQueue } from './queues.ts';
import { expectRefusal } from './refusals.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describeContracts('PutEvents', (contract) => {
  contract('entries fail one by one, in their places', async (cloud) => {
    const { Entries, FailedEntryCount } = await put(
      cloud,
      entry('{'),
      entry('{}'),
      entry('[]'),
      entry('"text"'),
      entry('{}', { Source: '' }),
      entry('{}', { DetailType: '' }),
      entry('{}', { Source: 'aws.ec2' }),
      { Source: 'bank', DetailType: 'Paid' },
    );
    expect(FailedEntryCount).toBe(7);
    expect(Entries?.map(({ ErrorCode, ErrorMessage }) => [ErrorCode, ErrorMessage])).toEqual([
      ['MalformedDetail', 'Detail is malformed.'],
      [undefined, undefined],
      ['MalformedDetail', 'Detail is malformed.'],
      ['MalformedDetail', 'Detail is malformed.'],
      ['InvalidArgument', 'Parameter Source is not valid. Reason: Source is a required argument.'],
      ['InvalidArgument', 'Parameter DetailType is not valid. Reason: DetailType is a required argument.'],
      ['NotAuthorizedForSourceException', 'Not authorized for the source.'],
      ['InvalidArgument', 'Parameter Detail is not valid. Reason: Detail is a required argument.'],
    ]);
    expect(Entries?.[1]?.EventId).toMatch(uuid);
  });

  contract('what fails is not delivered, the rest is', async (cloud) => {
    const queue = await createQueue(cloud, 'work');
    await route(cloud, {}, { Id: 'queue', Arn: queue.arn });
    await put(cloud, entry('{"n":1}'), entry('{'), entry('{"n":2}'));
    const bodies = (await queue.arrivals(2)).map(({ Body = '' }) => JSON.parse(Body).detail.n);
    expect(bodies.sort()).toEqual([1, 2]);
  });

  contract('ten entries are taken', async (cloud) => {
    const { Entries = [], FailedEntryCount } = await put(cloud, ...Array(10).fill(entry('{}')));
    expect(FailedEntryCount).toBe(0);
    expect(new Set(Entries.map(({ EventId }) => EventId)).size).toBe(10);
  });

  contract('eleven entries are refused', async (cloud) => {
    const failure = await put(cloud, ...Array(11).fill(entry('{}'))).catch((error: Error) => error);
    expect(failure).toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(
        "at 'entries' failed to satisfy constraint: Member must have length less than or equal to 10",
      ),
    });
  });

  contract('no entry is refused', async (cloud) => {
    await expectRefusal(cloud.events.send(new PutEventsCommand({ Entries: [] })), {
      name: 'ValidationException',
      message:
        "1 validation error detected: Value '[]' at 'entries' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 1',
    });
  });

  contract('more than 1 MiB is refused as a whole', async (cloud) => {
    const half = entry(JSON.stringify({ text: 'x'.repeat(600_000) }));
    await expectRefusal(put(cloud, half, half), {
      name: 'ValidationException',
      message: 'Total size of the entries in the request is over the limit.',
    });
  });

  contract('an event for a bus that does not exist is taken and lost', async (cloud) => {
    const { Entries, FailedEntryCount } = await put(cloud, entry('{}', { EventBusName: 'none' }));
    expect(FailedEntryCount).toBe(0);
    expect(Entries?.[0]?.EventId).toMatch(uuid);
  });

  contract('a bus is named by its name or its ARN', async (cloud) => {
    const arn = await createBus(cloud, 'bank');
    const queue = await createQueue(cloud, 'work');
    await route(cloud, { bus: 'bank' }, { Id: 'queue', Arn: queue.arn });
    await put(cloud, entry('{"n":1}', { EventBusName: 'bank' }), entry('{"n":2}', { EventBusName: arn }));
    await put(cloud, entry('{"n":3}'));
    expect(await queue.arrivals(2)).toHaveLength(2);
  });
});
