/**
 * Payload templates (Parameters, ResultSelector): a member whose name ends in `.$` gets the value of its path or
 * intrinsic function. Compiled once; a template without such members is used as it is.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-inputpath-params.html
 */

import { isObject, setMember } from '../core/json-values.ts';
import { type Expression, evaluateExpression, parseExpression } from './expression.ts';
import type { Scope } from './scope.ts';

export type Template = (scope: Scope) => unknown;

/** The value of the member `field` cannot be evaluated. */
export class TemplateFault extends Error {
  override readonly name = 'TemplateFault';
}

/** @throws TemplateFault in AWS's words */
export function compileTemplate(template: unknown): Template {
  return compile(template) ?? (() => template);
}

/** Returns undefined if nothing in it needs to be evaluated. */
function compile(template: unknown): Template | undefined {
  if (Array.isArray(template)) return compileItems(template);
  return isObject(template) ? compileMembers(template) : undefined;
}

function compileItems(items: readonly unknown[]): Template | undefined {
  const compiled = items.map(compile);
  if (compiled.every((item) => item === undefined)) return undefined;
  return (scope) => compiled.map((item, index) => (item ? item(scope) : items[index]));
}

function compileMembers(template: Record<string, unknown>): Template | undefined {
  const members = Object.entries(template).map(([field, value]) => compileMember(field, value));
  if (members.every((member) => member.evaluate === undefined)) return undefined;
  return (scope) => {
    const result: Record<string, unknown> = {};
    for (const { name, value, evaluate } of members) setMember(result, name, evaluate ? evaluate(scope) : value);
    return result;
  };
}

interface Member {
  readonly name: string;
  readonly value: unknown;
  readonly evaluate: Template | undefined;
}

function compileMember(field: string, value: unknown): Member {
  if (!field.endsWith('.$')) return { name: field, value, evaluate: compile(value) };
  const expression = readExpression(field, value);
  return { name: field.slice(0, -2), value, evaluate: (scope) => evaluateExpression(expression, field, scope) };
}

function readExpression(field: string, value: unknown): Expression {
  if (typeof value !== 'string') {
    throw new TemplateFault(
      `The value for the field '${field}' must be a STRING that contains a JSONPath but was ${jsonType(value)}`,
    );
  }
  try {
    return parseExpression(value);
  } catch {
    throw new TemplateFault(
      `The value for the field '${field}' must be a valid JSONPath or a valid intrinsic function call`,
    );
  }
}

function jsonType(value: unknown): string {
  if (value === null) return 'NULL';
  return Array.isArray(value) ? 'ARRAY' : (typeof value).toUpperCase();
}
