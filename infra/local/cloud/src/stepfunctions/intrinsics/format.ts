import { isObject } from '../../core/json-values.ts';
import { InvalidArguments } from './invalid-arguments.ts';

/**
 * Fills each `{}` of `template` with the next of `values`; `\{`, `\}`, `\'` and `\\` stand for themselves.
 * @throws InvalidArguments if the numbers differ or a brace has no partner
 */
export function format(template: string, values: readonly unknown[]): string {
  let text = '';
  let used = 0;
  for (let at = 0; at < template.length; at++) {
    const char = template.charAt(at);
    if (char === '\\' && at + 1 < template.length) text += template.charAt(++at);
    else if (char === '{' && template.charAt(at + 1) === '}') {
      at++;
      text += used < values.length ? printed(values[used]) : '';
      used++;
    } else if (char === '{' || char === '}') throw new InvalidArguments('Format');
    else text += char;
  }
  if (used === values.length) return text;
  throw new InvalidArguments('Format', 'number of arguments do not match the occurrences of {}.');
}

/** A value as States.Format shows it: strings bare, structures as `{a=1, b=[x, y]}`. */
export function printed(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printed).join(', ')}]`;
  if (!isObject(value)) return String(value);
  return `{${Object.entries(value)
    .map(([name, member]) => `${name}=${printed(member)}`)
    .join(', ')}}`;
}
