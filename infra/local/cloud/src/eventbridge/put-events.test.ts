import { beforeEach, describe, expect, test } from 'vitest';
import { entry, openTestEvents, putRule, queueArn, type TestEvents } from './testing/open-events.ts';

let cloud: TestEvents;
beforeEach(async () => {
  cloud = await openTestEvents();
});

const queue = queueArn('queue');
const put = (...entries: unknown[]) => cloud.call('PutEvents', { Entries: entries });

test('an event is delivered with its envelope, its detail as it was sent', async () => {
  await putRule(cloud, {}, { Arn: queue });
  const detail = '{"amount": 12345678901234567890, "amount": 1.0, "__proto__": {"x": 1}, "text": "a  \\u00e9"}';
  const Resources = ['arn:one', 'two'];
  const { Entries, FailedEntryCount } = await put(entry({ Detail: detail, Resources, Time: 1700000000.9 }));
  expect(FailedEntryCount).toBe(0);
  expect(cloud.sent.map(({ body }) => body)).toEqual([
    `{"version":"0","id":"${Entries[0].EventId}","detail-type":"Tested","source":"test","account":"000000000000",` +
      '"time":"2023-11-14T22:13:20Z","region":"us-east-1","resources":["arn:one","two"],' +
      '"detail":{"amount":12345678901234567890,"amount":1.0,"__proto__":{"x":1},"text":"a  \\u00e9"}}',
  ]);
});

test('an event without a time gets the time of its arrival', async () => {
  await putRule(cloud, {}, { Arn: queue });
  await put(entry());
  expect(cloud.bodies(queue)).toMatchObject([{ time: '2026-01-01T00:00:00Z', resources: [], detail: {} }]);
});

test('entries are accepted or refused one by one', async () => {
  await putRule(cloud, {}, { Arn: queue });
  const { FailedEntryCount, Entries } = await put(
    entry({ Source: undefined }),
    entry({ Source: '' }),
    entry({ DetailType: undefined }),
    entry({ Detail: undefined }),
    entry({ Detail: 'text' }),
    entry({ Detail: '["list"]' }),
    entry({ Detail: '"text"' }),
    entry({ Detail: '{"open": ' }),
    entry({ Source: 'aws.s3' }),
    entry({ Detail: '{"good":true}' }),
  );
  const required = (name: string) => ({
    ErrorCode: 'InvalidArgument',
    ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
  });
  const malformed = { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  expect(FailedEntryCount).toBe(9);
  expect(Entries).toEqual([
    required('Source'),
    required('Source'),
    required('DetailType'),
    required('Detail'),
    malformed,
    malformed,
    malformed,
    malformed,
    { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' },
    { EventId: expect.any(String) },
  ]);
  expect(cloud.bodies(queue)).toMatchObject([{ detail: { good: true } }]);
});

test('an entry for a bus that does not exist is accepted and lost', async () => {
  await putRule(cloud, {}, { Arn: queue });
  expect(await put(entry({ EventBusName: 'missing' }))).toMatchObject({ FailedEntryCount: 0 });
  expect(cloud.sent).toEqual([]);
});

test('a bus can be named by its ARN in any region', async () => {
  await putRule(cloud, {}, { Arn: queue });
  await put(entry({ EventBusName: 'arn:aws:events:eu-west-3:000000000000:event-bus/default' }));
  expect(cloud.sent).toHaveLength(1);
});

describe('limits', () => {
  const bytes = 'test'.length + 'Tested'.length + '{"p":""}'.length;
  const most = 1024 * 1024;
  const tooLarge = {
    code: 'ValidationException',
    message: 'Total size of the entries in the request is over the limit.',
  };
  const padded = (length: number, members = {}) => entry({ ...members, Detail: `{"p":"${'p'.repeat(length)}"}` });
  const half = most / 2 - bytes;

  test.each([
    ['1 MB in all', [padded(half), padded(half)], true],
    ['a byte more', [padded(half), padded(half + 1)], false],
    ['a time counts 14 bytes', [padded(half), padded(half - 13, { Time: 1 })], false],
    ['resources count', [padded(half), padded(half - 2, { Resources: ['ab', 'c'] })], false],
    ['bytes, not characters', [padded(half), padded(half - 1, { Source: 'téést' })], false],
  ])('%s', async (_name, entries, isAccepted) => {
    const request = put(...entries);
    if (isAccepted) expect(await request).toMatchObject({ FailedEntryCount: 0 });
    else await expect(request).rejects.toMatchObject(tooLarge);
  });

  test('an accepted event fits into a queue, with a replay’s name and a dead letter’s attributes', async () => {
    await putRule(cloud, {}, { Arn: queue });
    await expect(put(padded(most - bytes))).rejects.toMatchObject(tooLarge);
    expect(cloud.sent).toEqual([]);
    await put(padded(most - 4400));
    expect(Buffer.byteLength(cloud.sent[0]?.body ?? '')).toBeLessThanOrEqual(most - 4096);
  });
});

test('characters that no queue accepts arrive as escapes', async () => {
  await putRule(cloud, {}, { Arn: queue });
  await put(entry({ DetailType: '\uffff', Detail: '{"half":"\ud800!","none":"\ufffe\uffff","whole":"\ud83d\ude00"}' }));
  expect(cloud.sent[0]?.body).toContain('{"half":"\\ud800!","none":"\\ufffe\\uffff","whole":"\ud83d\ude00"}');
  expect(cloud.sent[0]?.body).toContain('"detail-type":"\\uffff"');
});

describe('constraints', () => {
  test('ten entries', async () => {
    const one = entry({ Detail: '{"a": 1}' });
    const shown =
      'PutEventsRequestEntry(time=null, source=test, resources=null, detailType=Tested, detail={"a": 1}, ' +
      'eventBusName=null, traceHeader=null, kmsKeyIdentifier=null, internalMetadata=null)';
    await expect(put(...Array(11).fill(one))).rejects.toMatchObject({
      message:
        `1 validation error detected: Value '[${Array(11).fill(shown).join(', ')}]' at 'entries' failed to satisfy ` +
        'constraint: Member must have length less than or equal to 10',
    });
  });

  test('a bus name', async () => {
    await expect(put(entry({ EventBusName: 'no spaces' }))).rejects.toMatchObject({
      message:
        "1 validation error detected: Value 'no spaces' at 'entries.1.member.eventBusName' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: ' +
        '(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?[\\.\\-_A-Za-z0-9]+',
    });
  });
});

describe('TestEventPattern', () => {
  const event = { id: '1', account: '1', source: 's', time: 't', region: 'r', 'detail-type': 'd' };
  const ask = (pattern: unknown, about: unknown) => {
    const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
    return cloud.call('TestEventPattern', { EventPattern: text(pattern), Event: text(about) });
  };

  test('answers whether the pattern matches', async () => {
    expect(await ask({ source: ['s'] }, event)).toEqual({ Result: true });
    expect(await ask({ source: ['x'] }, event)).toEqual({ Result: false });
  });

  test.each([['plain text'], ['["list"]'], [{ testEvent: 'value' }], [{ ...event, region: undefined }]])(
    '%j is no event',
    async (about) => {
      await expect(ask({ source: ['s'] }, about)).rejects.toMatchObject({
        code: 'ValidationException',
        message: 'Parameter Event is not valid.',
      });
    },
  );
});
