import { RuntimeFailure } from '../failures.ts';
import { evaluatePath } from '../json-path/evaluate.ts';
import { missing, type Path } from '../json-path/types.ts';
import type { Scope } from '../scope.ts';
import type { Comparison } from './operators.ts';

/** One rule of a Choice state, compiled; And and Or evaluate their parts in order and stop at the first that decides. */
export type Rule = (scope: Scope) => boolean;

export const and =
  (rules: readonly Rule[]): Rule =>
  (scope) =>
    rules.every((rule) => rule(scope));

export const or =
  (rules: readonly Rule[]): Rule =>
  (scope) =>
    rules.some((rule) => rule(scope));

export const not =
  (rule: Rule): Rule =>
  (scope) =>
    !rule(scope);

export const isPresent =
  (variable: Path, expected: boolean): Rule =>
  (scope) =>
    (look(variable, scope) !== missing) === expected;

export const testing =
  (variable: Path, test: (value: unknown) => boolean, expected = true): Rule =>
  (scope) =>
    test(read(variable, scope)) === expected;

export const comparing =
  (variable: Path, compare: Comparison, operand: unknown): Rule =>
  (scope) =>
    compare(read(variable, scope), operand);

export const comparingPaths =
  (variable: Path, compare: Comparison, operand: Path): Rule =>
  (scope) =>
    compare(read(variable, scope), read(operand, scope));

function look(path: Path, scope: Scope): unknown {
  return evaluatePath(path, path.inContext ? scope.context() : scope.data.value);
}

/** @throws RuntimeFailure if the variable is missing: only IsPresent may ask for such a one */
function read(path: Path, scope: Scope): unknown {
  const value = look(path, scope);
  if (value !== missing) return value;
  throw new RuntimeFailure(
    `Invalid path '${path.text}': The choice state's condition path references an invalid value.`,
  );
}
