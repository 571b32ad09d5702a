/** Tests of numbers. They compare doubles; a number that a double cannot hold exactly never passes. */
import type { JsonScalarNode } from '../../core/json-syntax.ts';
import { comparableNumber } from './comparable-number.ts';
import type { FieldTest } from './field-test.ts';
import { PatternFault } from './pattern-fault.ts';

export interface Bound {
  readonly value: number;
  readonly included: boolean;
}

/** The double for a number in a pattern. @throws PatternFault */
export function patternNumber(node: JsonScalarNode): number {
  const value = comparableNumber(node.text);
  if (value === undefined) throw new PatternFault(node, `Cannot compare number : ${node.text}`);
  return value;
}

export function equalsNumber(number: number): FieldTest {
  return { passes: (value) => value.number === number };
}

export function numberInRange(bottom: Bound | undefined, top: Bound | undefined): FieldTest {
  return {
    passes({ number }) {
      if (number === undefined) return false;
      if (bottom && (number < bottom.value || (number === bottom.value && !bottom.included))) return false;
      return !(top && (number > top.value || (number === top.value && !top.included)));
    },
  };
}
