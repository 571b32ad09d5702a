import { expect, test } from 'vitest';
import { printableJson, printableLine, printableLines } from './printable.ts';
import { fields, table } from './table.ts';

test.each([
  ['a terminal’s colours', '\u001b[31mred', '\\u001b[31mred'],
  ['C1', '\u009b2J', '\\u009b2J'],
  ['DEL, NUL, bell', '\u007f\u0000\u0007', '\\u007f\\u0000\\u0007'],
  ['a carriage return and a tab', 'a\r\tb', 'a\\u000d\\u0009b'],
  ['direction of writing', '\u202egnp\u2069\u200f', '\\u202egnp\\u2069\\u200f'],
  ['separators', '\u2028\u2029', '\\u2028\\u2029'],
  ['what nobody sees', '\ufeff\u200b\u{e0041}', '\\ufeff\\u200b\\udb40\\udc41'],
  ['half of a surrogate pair', '\ud800', '\\ud800'],
  ['text', 'Zoë 💶 Łódź\u00a0日本', 'Zoë 💶 Łódź\u00a0日本'],
])('%s', (_, text, shown) => {
  expect(printableLine(text)).toBe(shown);
  expect(printableLines(`${text}\n${text}`)).toBe(`${shown}\n${shown}`);
  expect(printableLine('\n')).toBe('\\u000a');
  const json = JSON.stringify({ [text]: text });
  expect(JSON.parse(printableJson(json))).toEqual({ [text]: text });
  expect(printableJson(json)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
});

test('a value cannot add a line to a table', () => {
  const value = 'a\nb\u001b[2K';
  expect(fields([['key', value]])).toBe('key  a\\u000ab\\u001b[2K');
  expect(table([value], [{ title: 'key', of: (row) => row }]).split('\n')).toEqual(['key', 'a\\u000ab\\u001b[2K']);
});
