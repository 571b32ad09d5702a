import { expect, test } from 'vitest';
import { countReplayed } from './counter.ts';

test('counts what each replay brought, and nothing else', () => {
  const batch = [
    { replayName: 'a', isNew: true },
    { replayName: undefined, isNew: true },
    { replayName: 'b', isNew: false },
    { replayName: 'a', isNew: false },
    { replayName: 'a', isNew: false },
  ];
  expect(countReplayed(batch)).toEqual([
    { replayName: 'a', added: 1, known: 2 },
    { replayName: 'b', added: 0, known: 1 },
  ]);
  expect(countReplayed([])).toEqual([]);
});
