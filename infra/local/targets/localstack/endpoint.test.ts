import { createServer, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { closeServer, listen } from '../../listen.ts';
import { checkEndpoint, endpointOf, replayIsRepaired, services } from './endpoint.ts';

let server: Server | undefined;
afterEach(async () => {
  if (server) await closeServer(server);
  server = undefined;
});

/** An HTTP server that answers like LocalStack. */
async function localStack(answers: Readonly<Record<string, unknown>>): Promise<string> {
  server = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    response.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer ?? {}));
  });
  return `http://127.0.0.1:${await listen(server, 0, 'ANY')}`;
}

const states = (state: string) => Object.fromEntries(services.map((name) => [name, state]));
const withHealth = (version: string, found: object) =>
  localStack({ '/_localstack/health': { version, services: found } });

test.each(['available', 'running'])('accepts a LocalStack whose services are %s', async (state) => {
  await checkEndpoint(await withHealth('4.8.1', states(state)));
});

test('refuses another version', async () => {
  const endpoint = await withHealth('4.14.0', states('running'));
  await expect(checkEndpoint(endpoint)).rejects.toThrow(
    `The LocalStack at ${endpoint} is version 4.14.0, and Zeroloss is tested with 4.8.1; start that one with npm run localstack.`,
  );
});

test('refuses a LocalStack that lacks services', async () => {
  const endpoint = await withHealth('4.8.1', { ...states('running'), events: 'disabled', sqs: 'error' });
  await expect(checkEndpoint(endpoint)).rejects.toThrow(`does not serve sqs, events; name ${services.join(',')}`);
});

test('refuses another server', async () => {
  const endpoint = await localStack({ '/_localstack/health': { ok: true } });
  await expect(checkEndpoint(endpoint)).rejects.toThrow(`No LocalStack answers at ${endpoint}; start one`);
});

test('refuses an endpoint without a server', async () => {
  await expect(checkEndpoint('http://127.0.0.1:1')).rejects.toThrow('No LocalStack answers at http://127.0.0.1:1;');
});

test.each([
  ['SUCCESSFUL', true],
  ['ERROR', false],
])('a repair that ended as %s', async (state, repaired) => {
  const scripts = [{ name: 'repair-replay.py', state }];
  expect(await replayIsRepaired(await localStack({ '/_localstack/init/start': { scripts } }))).toBe(repaired);
});

test.each([
  [undefined, undefined],
  ['', undefined],
  ['http://127.0.0.1:4566/', 'http://127.0.0.1:4566'],
  ['https://localstack.example:443', 'https://localstack.example'],
])('LOCALSTACK_ENDPOINT=%s', (text, endpoint) => {
  expect(endpointOf({ LOCALSTACK_ENDPOINT: text })).toBe(endpoint);
});

test.each(['127.0.0.1:4566', 'ftp://127.0.0.1', 'http://127.0.0.1:4566/path'])('LOCALSTACK_ENDPOINT=%s', (text) => {
  expect(() => endpointOf({ LOCALSTACK_ENDPOINT: text })).toThrow(
    `LOCALSTACK_ENDPOINT is "${text}"; it must be a URL of the form http://host:port.`,
  );
});
