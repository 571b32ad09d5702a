import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Closers } from '../closers.ts';
import { type DeadLetters, serveHealth } from './health.ts';

const closers = new Closers();
let port = 0;
let deadLetters: () => Promise<DeadLetters>;
beforeAll(async () => {
  const sources = () => ({ checks: [], deadLetters: () => deadLetters(), metrics: () => ({ transfers: 1 }) });
  const url = await serveHealth(sources, 0, closers);
  port = Number(new URL(url).port);
});
beforeEach(() => {
  deadLetters = async () => ({ count: 0, oldestSeconds: 0, undeliveredEvents: 0 });
});
afterAll(() => closers.closeAll(() => {}));

/** @returns the answer's status */
async function ask(target: string, headers: readonly string[], version = '1.1'): Promise<number> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.end(`${[`GET ${target} HTTP/${version}`, ...headers, 'Connection: close'].join('\r\n')}\r\n\r\n`);
  return Number((await text(socket)).split(' ')[1]);
}

test.each<[target: string, headers: string[], status: number, version?: string]>([
  ['/health', ['Host: 127.0.0.1'], 200],
  ['/metrics?x=1', ['Host: LOCALHOST.:8080'], 200],
  ['/health', [], 200, '1.0'],
  ['/health', [], 400],
  ['http://localhost/health', ['Host: localhost'], 200],
  ['/health', ['Host: rebound.example:8080'], 403],
  ['/metrics', ['Host: rebound.example:8080'], 403],
  ['/health', ['Host: localhost', 'Host: rebound.example'], 403],
  ['http://rebound.example/health', ['Host: localhost'], 403],
  ['http://rebound.example/health', [], 403, '1.0'],
  ['/metrics', ['Host: localhost', 'Origin: https://rebound.example'], 403],
  ['/metrics', ['Host: localhost', 'Origin: null'], 403],
  ['/metrics', ['Host: localhost', 'Origin: http://localhost:3000'], 200],
  ['//', ['Host: localhost'], 404],
  ['*', ['Host: localhost'], 404],
])('GET %s with %j is answered %i', async (target, headers, status, version) => {
  expect(await ask(target, headers, version)).toBe(status);
});

test('dead letters are told, and do not make the system ill; nor does it if they cannot be counted', async () => {
  const counted = { count: 2, oldestSeconds: 90, undeliveredEvents: 1 };
  deadLetters = async () => counted;
  const told = await fetch(`http://127.0.0.1:${port}/health`);
  expect([told.status, await told.json()]).toEqual([200, { ok: true, checks: [], deadLetters: counted }]);
  deadLetters = () => Promise.reject(new Error('no database'));
  const untold = await fetch(`http://127.0.0.1:${port}/health`);
  expect([untold.status, await untold.json()]).toEqual([200, { ok: true, checks: [] }]);
});
