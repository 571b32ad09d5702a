import type { FailState, Wording } from '../definition/types.ts';
import { evaluateExpression } from '../expression.ts';
import { RuntimeFailure } from '../failures.ts';
import { failExecution, type Next, type Step, scopeOf } from './step.ts';

/** Ends the execution as FAILED with the state's error and cause. @throws RuntimeFailure */
export function enterFail(step: Step, state: FailState): Next {
  const error = wording(step, state.error);
  failExecution(step, error, wording(step, state.cause));
  return undefined;
}

function wording(step: Step, source: Wording | undefined): string | undefined {
  if (!source || 'text' in source) return source?.text;
  const value = evaluateExpression(source.expression, source.field, scopeOf(step, step.position.input));
  if (typeof value === 'string') return value;
  throw new RuntimeFailure(
    `The value of the field '${source.field}' must be a string but was ${JSON.stringify(value)}`,
  );
}
