/**
 * CloudFormation's intrinsic functions and pseudo parameters.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
import { TemplateError, type Value } from './template.ts';

/** Resolves references. */
export interface Scope {
  /** The value of a resource, a parameter or a pseudo parameter. */
  ref(name: string): Value;
  attribute(logicalId: string, attribute: string): Value;
  importValue(exportName: string): Value;
  condition(name: string): boolean;
}

/** `Ref: AWS::NoValue` leaves the property out. */
export const noValue = 'AWS::NoValue';

type Function = (argument: Value, scope: Scope) => Value | undefined;

const functions: Readonly<Record<string, Function>> = {
  Ref: (name, scope) => (name === noValue ? undefined : scope.ref(text(name))),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId = '', ...attribute] =
      typeof argument === 'string' ? argument.split('.') : list(argument).map(text);
    return scope.attribute(logicalId, attribute.join('.'));
  },
  'Fn::Join': (argument, scope) => {
    const [delimiter, values] = pair(argument);
    return resolvedList(values, scope).join(text(delimiter));
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter, source] = pair(argument);
    return text(resolve(source, scope)).split(text(delimiter));
  },
  'Fn::Select': (argument, scope) => {
    const [index, values] = pair(argument);
    const selected = resolvedList(values, scope)[Number(resolve(index, scope))];
    if (selected === undefined) throw new TemplateError(`Fn::Select has no element ${JSON.stringify(index)}`);
    return selected;
  },
  'Fn::Sub': (argument, scope) => substitute(argument, scope),
  'Fn::ImportValue': (name, scope) => scope.importValue(text(resolve(name, scope))),
  'Fn::If': (argument, scope) => {
    const [condition, whenTrue = null, whenFalse = null] = list(argument);
    return resolve(scope.condition(text(condition)) ? whenTrue : whenFalse, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = pair(argument);
    return JSON.stringify(resolve(left, scope)) === JSON.stringify(resolve(right, scope));
  },
  'Fn::Not': (argument, scope) => !truth(list(argument)[0] ?? null, scope),
  'Fn::And': (argument, scope) => list(argument).every((each) => truth(each, scope)),
  'Fn::Or': (argument, scope) => list(argument).some((each) => truth(each, scope)),
  Condition: (name, scope) => scope.condition(text(name)),
};

/** A value with every intrinsic function in it evaluated; undefined for AWS::NoValue. @throws TemplateError */
export function resolve(value: Value, scope: Scope): Value | undefined {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    return value.map((each) => resolve(each, scope)).filter((each) => each !== undefined);
  }
  const call = intrinsicCall(value);
  if (call) return call.apply(call.argument, scope);
  const resolved: Record<string, Value> = {};
  for (const [key, each] of Object.entries(value)) {
    const result = resolve(each, scope);
    if (result !== undefined) resolved[key] = result;
  }
  return resolved;
}

/** Evaluates a condition's expression. @throws TemplateError */
export function truth(expression: Value, scope: Scope): boolean {
  return resolve(expression, scope) === true;
}

/** Calls `visit` with each resource, parameter (`Ref`, `GetAtt`, `Sub`) and each export that a value refers to. */
export function visitReferences(value: Value, visit: (kind: 'local' | 'export', name: string) => void): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    for (const each of value) visitReferences(each, visit);
    return;
  }
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::ImportValue': exportName, 'Fn::Sub': template } = value;
  if (typeof ref === 'string') visit('local', ref);
  if (attribute)
    visit('local', (typeof attribute === 'string' ? attribute.split('.') : list(attribute).map(text))[0] ?? '');
  if (typeof exportName === 'string') visit('export', exportName);
  if (template) {
    const source = typeof template === 'string' ? template : text(pair(template)[0]);
    for (const [, name = ''] of source.matchAll(placeholder)) visit('local', name.split('.')[0] ?? '');
  }
  for (const each of Object.values(value)) visitReferences(each, visit);
}

/** `${Name}`, `${Name.Attribute}`, `${AWS::Region}`; `${!Literal}` is not one. */
const placeholder = /\$\{([^!}][^}]*)\}/g;

function substitute(argument: Value, scope: Scope): string {
  const [source, variables] = typeof argument === 'string' ? [argument, {}] : pair(argument);
  return text(source)
    .replace(placeholder, (_, name: string) => {
      const variable = (variables as Record<string, Value>)[name];
      if (variable !== undefined) return text(resolve(variable, scope));
      const [logicalId = '', ...attribute] = name.split('.');
      return text(attribute.length > 0 ? scope.attribute(logicalId, attribute.join('.')) : scope.ref(name));
    })
    .replaceAll('${!', '${');
}

function intrinsicCall(value: Record<string, Value>): { apply: Function; argument: Value } | undefined {
  const [key, ...others] = Object.keys(value);
  if (key === undefined || others.length > 0) return undefined;
  const argument = value[key] ?? null;
  // A policy statement's `Condition` is an object; the reference to a named condition is a string.
  if (key === 'Condition' && typeof argument !== 'string') return undefined;
  const apply = Object.hasOwn(functions, key) ? functions[key] : undefined;
  if (apply) return { apply, argument };
  if (key.startsWith('Fn::')) throw new TemplateError(`The intrinsic function ${key} is not supported locally`);
  return undefined;
}

function text(value: Value | undefined): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TemplateError(`Expected a string, not ${JSON.stringify(value)}`);
}

function list(value: Value): Value[] {
  if (Array.isArray(value)) return value;
  throw new TemplateError(`Expected a list, not ${JSON.stringify(value)}`);
}

function pair(value: Value): [Value, Value] {
  const [first, second] = list(value);
  if (first === undefined || second === undefined) throw new TemplateError('Expected a list of two');
  return [first, second];
}

function resolvedList(value: Value, scope: Scope): Value[] {
  return list(resolve(value, scope) ?? null);
}
