/** Over HTTP: who is answered, which bytes are read, and how a client of another protocol is told. */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalCloud, openLocalCloud } from './targets/local.ts';

let cloud: LocalCloud;
beforeAll(async () => {
  cloud = await openLocalCloud('over HTTP');
});
afterAll(() => cloud.close());

const listQueues = { 'x-amz-target': 'AmazonSQS.ListQueues' };

async function post(headers: Readonly<Record<string, string>>, body: string | Buffer = '{}', path = '/') {
  const sent = request(`${cloud.cloud.endpoint}${path}`, { method: 'POST', headers });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, bytes: await buffer(answer) };
}

describe('a request is answered', () => {
  test.each([{ host: 'LocalHost.:4566' }, { host: '[::1]:1' }, { origin: 'http://localhost:3000' }, {}])(
    'with %j',
    async (headers) => {
      expect(await post({ ...listQueues, ...headers })).toMatchObject({ status: 200 });
    },
  );
});

describe('a request changes nothing and is answered 403', () => {
  test.each<[headers: Record<string, string>, named: string]>([
    [{ host: 'rebound.example:4566' }, 'the host "rebound.example:4566"'],
    [{ host: '127.0.0.1.rebound.example' }, 'the host "127.0.0.1.rebound.example"'],
    [{ origin: 'https://rebound.example' }, 'a web page of "https://rebound.example"'],
    [{ origin: 'null' }, 'a web page of "null"'],
  ])('with %j', async (headers, named) => {
    const create = { 'x-amz-target': 'AmazonSQS.CreateQueue', ...headers };
    const { status, bytes } = await post(create, '{"QueueName":"stolen"}');
    expect(status).toBe(403);
    expect(JSON.parse(bytes.toString())).toEqual({
      __type: 'AccessDeniedException',
      message: expect.stringContaining(named),
    });
    expect((await post(listQueues)).bytes.toString()).not.toContain('stolen');
  });
});

test('bytes that are not UTF-8 are refused, not guessed at', async () => {
  const { status, bytes } = await post(listQueues, Buffer.from('{"QueueNamePrefix":"Müller"}', 'latin1'));
  expect(status).toBe(400);
  expect(JSON.parse(bytes.toString())).toEqual({
    __type: 'SerializationException',
    message: 'The request body is not UTF-8 at byte 21',
  });
});

describe('a client of another protocol is told which one to use', () => {
  test('SQS’s query protocol, in XML', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    const { status, headers, bytes } = await post(form, 'Action=SendMessage&Version=2012-11-05', '/000000000000/work');
    expect([status, headers['content-type']]).toEqual([400, 'text/xml']);
    expect(bytes.toString()).toMatch(
      /^<\?xml version="1.0"\?><ErrorResponse xmlns="[^"]+"><Error><Type>Sender<\/Type><Code>UnknownOperationException<\/Code><Message>The local cloud speaks AWS JSON only, [^<]*boto3 1\.28\.81/,
    );
  });

  test('CBOR, in CBOR', async () => {
    const head = { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' };
    const path = '/service/AmazonSQS/operation/SendMessage';
    const { status, headers, bytes } = await post(head, Buffer.of(0xa0), path);
    expect([status, headers['smithy-protocol'], bytes[0]]).toEqual([400, 'rpc-v2-cbor', 0xa2]);
    expect(bytes.toString('latin1')).toContain(
      'The local cloud speaks AWS JSON only, and this client sent Smithy RPC v2 CBOR',
    );
  });

  test('no protocol at all', async () => {
    const { status, bytes } = await post({}, '');
    expect([status, JSON.parse(bytes.toString())]).toEqual([
      400,
      { __type: 'UnknownOperationException', message: expect.stringContaining('X-Amz-Target') },
    ]);
  });
});
