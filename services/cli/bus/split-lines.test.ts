import { expect, test } from 'vitest';
import { splitLines } from './split-lines.ts';

async function linesOf(...chunks: (Buffer | string)[]) {
  async function* input() {
    yield* chunks;
  }
  const lines: string[] = [];
  for await (const { number, read } of splitLines(input()))
    lines.push(`${number}: ${'text' in read ? read.text : read.problem}`);
  return lines;
}

test.each<[what: string, input: string, lines: string[]]>([
  ['nothing', '', []],
  ['no line feed at the end', 'a\nb', ['1: a', '2: b']],
  ['a line feed at the end', 'a\n\nb\n', ['1: a', '2: ', '3: b']],
  ['lines of Windows', 'a\r\nb\r\n', ['1: a', '2: b']],
  ['a carriage return is not the end of a line', 'a\rb\n', ['1: a\rb']],
  [
    'separators that JSON allows in a string',
    '"a\u2028b\u2029c\u0085d\u000be"\n2',
    ['1: "a\u2028b\u2029c\u0085d\u000be"', '2: 2'],
  ],
])('%s', async (_, input, lines) => {
  expect(await linesOf(input)).toEqual(lines);
  // Whatever the chunks are.
  expect(await linesOf(...[...Buffer.from(input)].map((byte) => Buffer.of(byte)))).toEqual(lines);
});

const latin1 = (text: string) => Buffer.from(text, 'latin1');

test.each<[what: string, bytes: Buffer, problem: string]>([
  ['ISO 8859-1', latin1('Müller'), 'byte 0xfc at offset 4'],
  [
    'after a U+FFFD that is really there',
    Buffer.concat([Buffer.from('\ufffdé'), latin1('ü')]),
    'byte 0xfc at offset 8',
  ],
  ['a character that is cut off', Buffer.of(0x61, 0xef, 0xbf), 'byte 0xef at offset 4'],
  ['a surrogate half', Buffer.of(0xed, 0xa0, 0x80), 'byte 0xed at offset 3'],
  ['an overlong form', Buffer.of(0xc0, 0xaf), 'byte 0xc0 at offset 3'],
  ['beyond U+10FFFF', Buffer.of(0xf4, 0x90, 0x80, 0x80), 'byte 0xf4 at offset 3'],
  ['UTF-16', Buffer.from('\ufeffa', 'utf16le'), 'byte 0xff at offset 3'],
])('%s is not guessed at, and the lines around it are read', async (_, bytes, problem) => {
  const input = Buffer.concat([Buffer.from('ä\n'), bytes, Buffer.from('\n€\n')]);
  expect(await linesOf(input)).toEqual(['1: ä', `2: is not UTF-8: ${problem}`, '3: €']);
});

test('a line without end does not fill the memory', async () => {
  const part = 'x'.repeat(1024 * 1024);
  expect(await linesOf(...Array(17).fill(part), '\nb')).toEqual(['1: is longer than 16 MiB', '2: b']);
});
