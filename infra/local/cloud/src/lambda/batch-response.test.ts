import { expect, test } from 'vitest';
import { messagesDone } from './batch-response.ts';

const batch = ['a', 'b', 'c'].map((MessageId) => ({ MessageId }));
const failures = (...ids: unknown[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

test.each<[name: string, response: unknown, done: string[]]>([
  ['nothing returned', undefined, ['a', 'b', 'c']],
  ['null', null, ['a', 'b', 'c']],
  ['an empty response', {}, ['a', 'b', 'c']],
  ['a null list', { batchItemFailures: null }, ['a', 'b', 'c']],
  ['an empty list', { batchItemFailures: [] }, ['a', 'b', 'c']],
  ['one failure', failures('b'), ['a', 'c']],
  ['the same failure twice', failures('b', 'b'), ['a', 'c']],
  ['all failures', failures('a', 'b', 'c'), []],
  ['an empty identifier', failures('b', ''), []],
  ['a null identifier', failures(null), []],
  ['an identifier of no message', failures('a', 'x'), []],
  ['a bad key', { batchItemFailures: [{ messageId: 'a' }] }, []],
  ['an item that is no object', { batchItemFailures: ['a'] }, []],
  ['a null item', { batchItemFailures: [null] }, []],
  ['a list that is none', { batchItemFailures: 'a' }, []],
  ['a text', 'done', []],
  ['an array', ['a'], []],
])('%s', (_name, response, done) => {
  expect(messagesDone(batch, response).map(({ MessageId }) => MessageId)).toEqual(done);
});
