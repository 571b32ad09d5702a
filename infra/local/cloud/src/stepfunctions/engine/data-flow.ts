/** How data go through a state: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html */

import type { PathOrNull } from '../definition/types.ts';
import { RuntimeFailure, StateFailure } from '../failures.ts';
import { emptyObject, Payload } from '../json/payload.ts';
import { evaluatePath, explainMissing } from '../json-path/evaluate.ts';
import { setAtPath } from '../json-path/reference-path.ts';
import { missing, type Path } from '../json-path/types.ts';
import type { Scope } from '../scope.ts';

/** InputPath and OutputPath. @throws RuntimeFailure */
export function applyPath(path: PathOrNull, scope: Scope): Payload {
  if (path === null) return emptyObject;
  if (!path.inContext && path.steps.length === 0) return scope.data;
  return Payload.ofValue(readPath(path, scope));
}

/** The value at the path in a field of the state. @throws RuntimeFailure */
export function readPath(path: Path, scope: Scope): unknown {
  if (!path.inContext && scope.data.value === null) {
    throw new RuntimeFailure('Unable to apply Path transformation to null or empty input.');
  }
  const root = path.inContext ? scope.context() : scope.data.value;
  const value = evaluatePath(path, root);
  if (value !== missing) return value;
  throw new RuntimeFailure(`Invalid path '${path.text}' : ${explainMissing(path, root)}`);
}

/** ResultPath: the state's input with the result in it. @throws StateFailure */
export function applyResultPath(path: PathOrNull, input: Payload, result: Payload): Payload {
  if (path === null) return input;
  if (path.steps.length === 0) return result;
  const merged = setAtPath(path, input.value, result.value);
  if (merged !== missing) return Payload.ofValue(merged);
  throw new StateFailure(
    'States.ResultPathMatchFailure',
    `Unable to apply ReferencePath ${path.text} to input ${input.text}`,
  );
}
