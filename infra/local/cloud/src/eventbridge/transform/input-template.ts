/**
 * InputTransformer's template. Outside of quotes a variable's value is written as JSON (a string with its quotes), inside of quotes
 * it is bare. In a template that is itself a string, the quotes inside objects and lists are dropped too. A missing value is an
 * empty string. Observed on AWS.
 */

export interface TemplatePart {
  readonly text: string;
  /** The variable that follows the text; missing at the end. */
  readonly variable?: string;
  readonly quoted: boolean;
}

export interface InputTemplate {
  /** The template is a string (or several, on lines of their own), not an object or another JSON value. */
  readonly isString: boolean;
  readonly parts: readonly TemplatePart[];
}

/** The output is not JSON, for example an object between quotes. EventBridge then delivers nothing. */
export class OutputNotJson extends Error {
  override readonly name = 'OutputNotJson';
}

const variablePattern = /<(.*?)>/g;

export function parseTemplate(text: string): InputTemplate {
  const parts: TemplatePart[] = [];
  let from = 0;
  let quoted = false;
  for (const match of text.matchAll(variablePattern)) {
    const before = text.slice(from, match.index);
    quoted = isQuotedAfter(before, quoted);
    parts.push({ text: before, variable: match[1] ?? '', quoted });
    from = match.index + match[0].length;
  }
  parts.push({ text: text.slice(from), quoted });
  return { isString: text.trimStart().startsWith('"'), parts };
}

function isQuotedAfter(text: string, quotedBefore: boolean): boolean {
  const quotes = text.match(/\\.|"/gs)?.filter((found) => found === '"').length ?? 0;
  return quotes % 2 === 0 ? quotedBefore : !quotedBefore;
}

export function variablesOf(template: InputTemplate): string[] {
  return template.parts.flatMap((part) => part.variable ?? []);
}

/**
 * @param jsonOf returns the JSON text of a variable's value, undefined if it has none
 * @throws OutputNotJson
 */
export function fill(template: InputTemplate, jsonOf: (variable: string) => string | undefined): string {
  const output = template.parts
    .map(({ text, variable, quoted }) => {
      return variable === undefined ? text : text + placed(jsonOf(variable), quoted, template.isString);
    })
    .join('');
  if (template.isString ? !beginsWithString(output) : !isJson(output)) {
    throw new OutputNotJson('The transformed input is not valid JSON');
  }
  return output;
}

function placed(value: string | undefined, quoted: boolean, inStringTemplate: boolean): string {
  if (value === undefined) return quoted ? '' : '""';
  if (!quoted) return value;
  if (value.startsWith('"')) return value.slice(1, -1);
  return inStringTemplate ? value.replaceAll('"', '') : value;
}

function beginsWithString(text: string): boolean {
  return /^\s*"(?:[^"\\]|\\.)*"/s.test(text);
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
