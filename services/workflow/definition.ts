/** The workflow's definition as Step Functions takes it: the ASL file without its comments. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootDir } from '../operator/root.ts';

export const definitionFile = join(rootDir, 'services/workflow/transfer.asl.jsonc');

/** ASL with its `${Placeholder}`s. Those of numbers are not quoted, so it becomes JSON only when they are filled in. */
export function loadDefinition(file: string = definitionFile): string {
  return stripComments(readFileSync(file, 'utf8'));
}

/** Removes `// …` comments outside of strings, and empty lines. */
export function stripComments(text: string): string {
  return text
    .replace(/("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*/g, (_, string: string | undefined) => string ?? '')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');
}

/** Fills in the placeholders, as CloudFormation's DefinitionSubstitutions do. @throws Error naming a placeholder without a value. */
export function substitute(definition: string, values: Readonly<Record<string, string | number>>): string {
  return definition.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the workflow's placeholder \${${name}} has no value`);
    return String(value);
  });
}
