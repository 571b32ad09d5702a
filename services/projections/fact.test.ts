import type { SQSRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import { facts } from '../../events/index.ts';
import { NewerMessageError, UnreadableMessageError } from '../runtime/message.ts';
import { readFact } from './fact.ts';

const message = (body: unknown) => ({ body: typeof body === 'string' ? body : JSON.stringify(body) }) as SQSRecord;

const event = (name: string, detail: unknown, more: object = {}) => ({
  version: '0',
  id: 'of-the-bus',
  'detail-type': name,
  source: 'zeroloss',
  detail,
  ...more,
});

test.each(Object.values(facts))('reads $name', ({ name, example }) => {
  expect(readFact(message(event(name, example)))).toMatchObject({
    replayName: undefined,
    fact: { name, detail: example },
  });
});

test('knows the replay that brought it back', () => {
  const { name, example } = facts.transferAccepted;
  const replayed = event(name, example, { 'replay-name': 'again' });
  expect(readFact(message(replayed))).toMatchObject({ replayName: 'again' });
});

const { example } = facts.transferAccepted;
test.each([
  ['{', 'it is not JSON'],
  ['7', 'it is not an event'],
  [event('TransferRequested', {}), 'its detail type is not a fact of this system'],
  [event('toString', {}), 'its detail type is not a fact of this system'],
  [event('TransferAccepted', undefined), 'it breaks the contract of TransferAccepted'],
  [
    event('TransferAccepted', { ...example, sequence: 2 }),
    'it breaks the contract of TransferAccepted: sequence InvalidValue',
  ],
  [event('TransferAccepted', { ...example, amount: '1.234' }), 'its amount is not valid for its currency, EUR'],
])('refuses %j', (body, sentence) => {
  expect(() => readFact(message(body))).toThrow(UnreadableMessageError);
  expect(() => readFact(message(body))).toThrow(sentence);
});

test('leaves out what only a newer version knows', () => {
  const known = readFact(message(event('TransferAccepted', example)));
  expect(readFact(message(event('TransferAccepted', { ...example, more: { deep: 1 } })))).toEqual(known);
});

test.each([
  [event('TransferAccepted', { ...example, schemaVersion: 2 })],
  [event('TransferAccepted', { schemaVersion: 7 })],
  [event('HoldPlaced', { ...example, holdId: 'x' })],
  [event('TransferAccepted', { ...example, currency: 'QQQ' })],
])('is of a newer version: %j', (body) => {
  expect(() => readFact(message(body))).toThrow(NewerMessageError);
});
