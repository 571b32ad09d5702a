/** Reference Paths: "a Path with syntax limited in such a way that it can only identify a single node". */
import { isObject, setMember } from '../../core/json-values.ts';
import { type Json, missing, type Path, type Step } from './types.ts';

/** Whether `path` may stand where a single node is addressed. Negative indexes count from no known end. */
export function isReferencePath(path: Path): boolean {
  return path.steps.every((step) => step.kind === 'member' || (step.kind === 'index' && step.index >= 0));
}

/**
 * `target` with `value` at `path`; what lies on the way is copied, what is missing on the way is made as objects.
 * `missing` when a node on the way is neither object nor array, or an array is too short.
 */
export function setAtPath(path: Path, target: Json, value: Json): Json | typeof missing {
  return setAt(path.steps, 0, target, value);
}

function setAt(steps: readonly Step[], depth: number, target: Json, value: Json): Json | typeof missing {
  const step = steps[depth];
  if (!step) return value;
  if (step.kind === 'index') return setItem(steps, depth, step.index, target, value);
  if (step.kind !== 'member' || !isObject(target)) return missing;
  const present = Object.hasOwn(target, step.name);
  const child = setAt(steps, depth + 1, present ? target[step.name] : {}, value);
  if (child === missing) return missing;
  const copy = { ...target };
  setMember(copy, step.name, child);
  return copy;
}

function setItem(steps: readonly Step[], depth: number, index: number, target: Json, value: Json) {
  if (!Array.isArray(target) || index >= target.length) return missing;
  const child = setAt(steps, depth + 1, target[index], value);
  return child === missing ? missing : target.with(index, child);
}
