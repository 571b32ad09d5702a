import type { SQSRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import { facts } from '../../events/index.ts';
import { readFact, UnreadableFactError } from './fact.ts';

const message = (body: unknown) =>
  ({ messageId: 'm', body: typeof body === 'string' ? body : JSON.stringify(body) }) as SQSRecord;

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
    messageId: 'm',
    replayName: undefined,
    fact: { name, detail: example },
  });
});

test('knows what a replay brought back', () => {
  const { name, example } = facts.transferAccepted;
  const replayed = event(name, example, { 'replay-name': 'again' });
  expect(readFact(message(replayed))).toMatchObject({ replayName: 'again' });
});

const { example } = facts.transferAccepted;
test.each([
  ['{', 'it is not JSON'],
  ['7', 'it is no event'],
  [event('TransferRequested', {}), 'its detail type is no fact of this system'],
  [event('toString', {}), 'its detail type is no fact of this system'],
  [event('TransferAccepted', undefined), 'it breaks the contract of TransferAccepted'],
  [
    event('TransferAccepted', { ...example, sequence: 2 }),
    'it breaks the contract of TransferAccepted: sequence InvalidValue',
  ],
  [event('TransferAccepted', { ...example, more: 1 }), 'it breaks the contract of TransferAccepted: more UnknownField'],
  [event('TransferAccepted', { ...example, amount: '1.234' }), 'its amount is none of its currency, EUR'],
  [event('TransferAccepted', { ...example, currency: 'XXX' }), 'its amount is none of its currency, XXX'],
])('refuses %j', (body, sentence) => {
  expect(() => readFact(message(body))).toThrow(UnreadableFactError);
  expect(() => readFact(message(body))).toThrow(sentence);
});
