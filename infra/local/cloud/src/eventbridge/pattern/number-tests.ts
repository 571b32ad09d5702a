/** Tests of numbers. They compare doubles; a number that no double holds as written passes none of them. */
import { comparableNumber, exceedsLimits } from './comparable-number.ts';
import { type FieldTest, fieldTest } from './field-test.ts';

/** A number AWS does not compare; the message is AWS's. */
export class NumberFault extends Error {
  override readonly name = 'NumberFault';
}

export interface Bound {
  readonly value: number;
  readonly included: boolean;
}

/** The double for a number in a pattern. @throws NumberFault */
export function patternNumber(text: string): number {
  if (exceedsLimits(text)) throw new NumberFault('value exceeds limits');
  const value = comparableNumber(text);
  if (value === undefined) throw new NumberFault(`Cannot compare number : ${text}`);
  return value;
}

export function equalsNumber(number: number): FieldTest {
  return fieldTest('number', String(number), (value) => value.number === number);
}

export function numberInRange(bottom: Bound | undefined, top: Bound | undefined): FieldTest {
  const identity = [bottom, top].map((bound) => JSON.stringify(bound ?? null));
  return fieldTest('numeric', identity, ({ number }) => {
    if (number === undefined) return false;
    if (bottom && (number < bottom.value || (number === bottom.value && !bottom.included))) return false;
    return !(top && (number > top.value || (number === top.value && !top.included)));
  });
}
