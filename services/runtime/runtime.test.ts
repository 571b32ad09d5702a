import { expect, test } from 'vitest';
import { EnvironmentError, requiredInteger, requiredText } from './runtime.ts';

test.each([undefined, ''])('a variable that is %j is missing, and named', (value) => {
  expect(() => requiredText({ EVENT_BUS_NAME: value }, 'EVENT_BUS_NAME')).toThrow(EnvironmentError);
  expect(() => requiredText({ EVENT_BUS_NAME: value }, 'EVENT_BUS_NAME')).toThrow('EVENT_BUS_NAME');
});

test.each(['1', '3600', ' 5 '])('"%s" is in range', (text) => {
  expect(requiredInteger({ SECONDS: text }, 'SECONDS', 1, 3600)).toBe(Number(text));
});

test.each(['0', '3601', '1.5', 'ten', '-1', 'NaN'])('"%s" is refused in a sentence', (text) => {
  expect(() => requiredInteger({ SECONDS: text }, 'SECONDS', 1, 3600)).toThrow(
    `SECONDS is "${text}"; it must be a whole number from 1 to 3600`,
  );
});
