/** The value of a `.$` member, of ErrorPath and of CausePath: a path or an intrinsic function. */
import { RuntimeFailure } from './failures.ts';
import { evaluateIntrinsic } from './intrinsics/evaluate.ts';
import { type Call, parseIntrinsic } from './intrinsics/parse.ts';
import { evaluatePath } from './json-path/evaluate.ts';
import { parsePath } from './json-path/parse.ts';
import { missing, type Path } from './json-path/types.ts';
import type { Scope } from './scope.ts';

export type Expression =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'intrinsic'; readonly text: string; readonly call: Call };

/** @throws GrammarError */
export function parseExpression(text: string): Expression {
  if (text.startsWith('$')) return { kind: 'path', path: parsePath(text) };
  return { kind: 'intrinsic', text, call: parseIntrinsic(text) };
}

/** @param field the field's name, `.$` included, which AWS repeats in the failure. @throws RuntimeFailure */
export function evaluateExpression(expression: Expression, field: string, scope: Scope): unknown {
  if (expression.kind === 'intrinsic') return evaluateIntrinsic(expression.call, expression.text, scope);
  const { path } = expression;
  if (!path.inContext && scope.data.value === null) {
    throw new RuntimeFailure('Unable to apply Path transformation to null or empty input.');
  }
  const value = evaluatePath(path, path.inContext ? scope.context() : scope.data.value);
  if (value !== missing) return value;
  throw new RuntimeFailure(
    `The JSONPath '${path.text}' specified for the field '${field}' could not be found in the input '${scope.data.text}'`,
  );
}
