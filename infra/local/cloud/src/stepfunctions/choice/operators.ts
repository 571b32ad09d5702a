/**
 * The comparison operators of a Choice rule. A value of another type than the operator's does not match; that is not an error.
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
 */
import { compareInstants, parseTimestamp } from '../timestamp.ts';
import { compileStringPattern } from './string-matches.ts';

/** Whether the variable's value compares to the operator's. */
export type Comparison = (value: unknown, operand: unknown) => boolean;

export type OperandType = 'String' | 'Number' | 'Boolean' | 'Timestamp';

/** Negative, zero or positive; undefined for values that this type does not compare. */
type Order = (left: unknown, right: unknown) => number | undefined;

const stringOrder: Order = (left, right) => {
  if (typeof left !== 'string' || typeof right !== 'string') return undefined;
  return left < right ? -1 : left > right ? 1 : 0;
};

const numberOrder: Order = (left, right) =>
  typeof left === 'number' && typeof right === 'number' ? left - right : undefined;

const timestampOrder: Order = (left, right) => {
  const [from, to] = [parseTimestamp(left), parseTimestamp(right)];
  return from && to ? compareInstants(from, to) : undefined;
};

const tests: Readonly<Record<string, (order: number) => boolean>> = {
  Equals: (order) => order === 0,
  LessThan: (order) => order < 0,
  GreaterThan: (order) => order > 0,
  LessThanEquals: (order) => order <= 0,
  GreaterThanEquals: (order) => order >= 0,
};

interface ComparisonOperator {
  readonly type: OperandType;
  readonly compare: Comparison;
}

function ordered(prefix: string, type: OperandType, order: Order): [string, ComparisonOperator][] {
  return Object.entries(tests).map(([suffix, test]) => {
    const compare: Comparison = (value, operand) => {
      const result = order(value, operand);
      return result !== undefined && test(result);
    };
    return [`${prefix}${suffix}`, { type, compare }];
  });
}

/** Operators with a value; each except StringMatches also exists with `Path` behind its name. */
export const comparisonOperators: ReadonlyMap<string, ComparisonOperator> = new Map<string, ComparisonOperator>([
  ...ordered('String', 'String', stringOrder),
  ...ordered('Numeric', 'Number', numberOrder),
  ...ordered('Timestamp', 'Timestamp', timestampOrder),
  ['BooleanEquals', { type: 'Boolean', compare: (value, operand) => typeof value === 'boolean' && value === operand }],
]);

/** Tests of the value's own type, compared to true or false. */
export const typeTests: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ['IsNull', (value: unknown) => value === null],
  ['IsString', (value: unknown) => typeof value === 'string'],
  ['IsNumeric', (value: unknown) => typeof value === 'number'],
  ['IsBoolean', (value: unknown) => typeof value === 'boolean'],
  ['IsTimestamp', (value: unknown) => parseTimestamp(value) !== undefined],
]);

export function stringMatches(pattern: string): (value: unknown) => boolean {
  const matches = compileStringPattern(pattern);
  return (value) => typeof value === 'string' && matches(value);
}
