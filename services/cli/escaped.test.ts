import { expect, test } from 'vitest';
import { escaped } from './escaped.ts';

test.each([
  ['{"key":"Müller-11 € 日本"}', '{"key":"Müller-11 € 日本"}'],
  ['a\u001b[2Jb\r\n\tc\u0000\u007f\u009b', 'a\\u{1b}[2Jb\\u{d}\\u{a}\\u{9}c\\u{0}\\u{7f}\\u{9b}'],
  ['\u202eright to left\u2028\u200b\ufeff', '\\u{202e}right to left\\u{2028}\\u{200b}\\u{feff}'],
  ['half \ud800', 'half \\u{d800}'],
])('%j', (text, harmless) => {
  expect(escaped(text)).toBe(harmless);
});
