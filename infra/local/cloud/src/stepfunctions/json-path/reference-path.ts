/** Reference Paths: "a Path with syntax limited in such a way that it can only identify a single node". */
import { isObject, setMember } from '../../core/json-values.ts';
import { type Json, missing, type Path, type Step } from './types.ts';

/** Whether `path` is a Reference Path. Negative indexes are not allowed. */
export function isReferencePath(path: Path): boolean {
  return path.steps.every((step) => step.kind === 'member' || (step.kind === 'index' && step.index >= 0));
}

/**
 * A copy of `target` with `value` at `path`; objects that are missing on the way are created.
 * Returns `missing` if a node on the way is neither object nor array, or if an array is too short.
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
