import { isObject, setMember } from '../../core/json-values.ts';
import { pathFunctions } from './functions.ts';
import { type Json, missing, type Path, type Step } from './types.ts';

/** The one value of a definite path, or `missing`; the list of values of an indefinite one. */
export function evaluatePath(path: Path, root: Json): Json | typeof missing {
  if (!path.definite) return evaluateIndefinite(path, root);
  let value = root;
  for (const step of path.steps) {
    value = stepOnce(step, value);
    if (value === missing) return missing;
  }
  return value;
}

/** A function at the end is applied to the list of found values; otherwise the list itself is the result. */
function evaluateIndefinite(path: Path, root: Json): Json {
  const last = path.steps.at(-1);
  if (last?.kind !== 'function') return evaluateSteps(path.steps, root, root);
  return stepOnce(last, evaluateSteps(path.steps.slice(0, -1), root, root));
}

/** All values that `steps` lead to from `start`, in document order. */
export function evaluateSteps(steps: readonly Step[], start: Json, root: Json): Json[] {
  let values = [start];
  for (const step of steps) values = values.flatMap((value) => stepAll(step, value, root));
  return values;
}

function stepOnce(step: Step, value: Json): Json | typeof missing {
  switch (step.kind) {
    case 'member':
      return isObject(value) && Object.hasOwn(value, step.name) ? value[step.name] : missing;
    case 'index': {
      if (!Array.isArray(value)) return missing;
      const index = step.index < 0 ? value.length + step.index : step.index;
      return index >= 0 && index < value.length ? value[index] : missing;
    }
    case 'members':
      return isObject(value) ? pick(value, step.names) : missing;
    case 'function':
      return pathFunctions.get(step.name)?.(value) ?? missing;
    default:
      return missing;
  }
}

function pick(value: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const name of names) if (Object.hasOwn(value, name)) setMember(picked, name, value[name]);
  return picked;
}

function stepAll(step: Step, value: Json, root: Json): Json[] {
  switch (step.kind) {
    case 'wildcard':
      return children(value);
    case 'descend':
      return [value, ...children(value).flatMap((child) => stepAll(step, child, root))];
    case 'filter':
      return (Array.isArray(value) ? value : isObject(value) ? [value] : []).filter((item) => step.matches(item, root));
    case 'indexes':
      return step.indexes.flatMap((index) => found(stepOnce({ kind: 'index', index }, value)));
    case 'slice':
      return Array.isArray(value) ? value.slice(step.from ?? 0, step.to) : [];
    default:
      return found(stepOnce(step, value));
  }
}

function children(value: Json): Json[] {
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}

const found = (value: Json | typeof missing): Json[] => (value === missing ? [] : [value]);

/** Why a definite path found nothing, in the words of Jayway's library, which AWS repeats. */
export function explainMissing(path: Path, root: Json): string {
  let value = root;
  let walked = '$';
  for (const [index, step] of path.steps.entries()) {
    const next = stepOnce(step, value);
    const fragment = describe(step);
    if (next === missing) {
      if (step.kind === 'member' && !isObject(value)) {
        return (
          `Expected to find an object with property ${fragment} in path ${walked} but found '${javaClass(value)}'. ` +
          "This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonProvider'."
        );
      }
      if (step.kind === 'index' && !Array.isArray(value)) {
        return `Filter: ${fragment} can only be applied to arrays. Current context is: ${JSON.stringify(value)}`;
      }
      const last = index === path.steps.length - 1 || step.kind !== 'member';
      return last ? `No results for path: ${describePath(path)}` : `Missing property in path ${walked}${fragment}`;
    }
    value = next;
    walked += fragment;
  }
  return `No results for path: ${describePath(path)}`;
}

const describePath = (path: Path): string => `$${path.steps.map(describe).join('')}`;

function describe(step: Step): string {
  if (step.kind === 'member') return `['${step.name}']`;
  if (step.kind === 'index') return `[${step.index}]`;
  if (step.kind === 'members') return `[${step.names.map((name) => `'${name}'`).join(',')}]`;
  return step.kind === 'function' ? `.${step.name}()` : '';
}

function javaClass(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'java.util.ArrayList';
  if (typeof value === 'string') return 'java.lang.String';
  if (typeof value === 'boolean') return 'java.lang.Boolean';
  return Number.isInteger(value) ? 'java.lang.Integer' : 'java.lang.Double';
}
