import { parseExpression } from '../expression.ts';
import { parsePath } from '../json-path/parse.ts';
import { compileTemplate, type Template, TemplateFault } from '../template.ts';
import type { Bounds, Reader } from './reader.ts';
import type { Figure, PathOrNull, Wording } from './types.ts';

const wholeInput = parsePath('$');

/** InputPath and OutputPath: `$` by default; null gives an empty object. */
export function readDataPath(reader: Reader, field: 'InputPath' | 'OutputPath'): PathOrNull {
  if (reader.raw(field) === null) return null;
  return reader.path(field) ?? wholeInput;
}

export function readResultPath(reader: Reader): PathOrNull {
  if (reader.raw('ResultPath') === null) return null;
  const path = reader.referencePath('ResultPath') ?? wholeInput;
  if (path.inContext) reader.fault('ResultPath', 'Value is not a Reference Path');
  return path;
}

export function readTemplate(reader: Reader, field: 'Parameters' | 'ResultSelector'): Template | undefined {
  const template = reader.raw(field);
  if (!reader.has(field)) return undefined;
  try {
    return compileTemplate(template);
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    return reader.fault(field, error.message);
  }
}

/** A number under `field`, or the path to one under `<field>Path`. */
export function readFigure(reader: Reader, field: string, bounds: Bounds): Figure | undefined {
  reader.onlyOne([field, `${field}Path`], 'optional');
  const path = reader.referencePath(`${field}Path`);
  const value = reader.integer(field, bounds);
  if (path) return { path, field: `${field}Path` };
  return value === undefined ? undefined : { value };
}

/** A text under `field`, or the path or intrinsic function that makes it under `<field>Path`. */
export function readWording(reader: Reader, field: 'Error' | 'Cause'): Wording | undefined {
  reader.onlyOne([field, `${field}Path`], 'optional');
  const text = reader.string(field);
  const source = reader.string(`${field}Path`);
  if (source === undefined) return text === undefined ? undefined : { text };
  try {
    return { expression: parseExpression(source), field: `${field}Path` };
  } catch {
    return reader.fault(`${field}Path`, 'Value must be a valid JSONPath.');
  }
}
