import { InvalidArguments } from './invalid-arguments.ts';
import { javaText } from './java.ts';

/**
 * Fills each `{}` of `template` with the next of `values`; `\{`, `\}`, `\'` and `\\` stand for themselves.
 * @throws InvalidArguments when the numbers differ or a brace stands alone.
 */
export function format(template: string, values: readonly unknown[]): string {
  let text = '';
  let used = 0;
  for (let at = 0; at < template.length; at++) {
    const char = template.charAt(at);
    if (char === '\\' && at + 1 < template.length) text += template.charAt(++at);
    else if (char === '{' && template.charAt(at + 1) === '}') {
      at++;
      text += used < values.length ? javaText(values[used]) : '';
      used++;
    } else if (char === '{' || char === '}') throw new InvalidArguments('Format');
    else text += char;
  }
  if (used === values.length) return text;
  throw new InvalidArguments('Format', 'number of arguments do not match the occurrences of {}.');
}
