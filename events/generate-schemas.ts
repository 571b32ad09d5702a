/** Writes `schemas/<Name>.json`: `npx tsx events/generate-schemas.ts`. A test compares the checked-in files with what this gives. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';
import { type Contract, contracts } from './index.ts';

export const schemasDirectory = fileURLToPath(new URL('./schemas/', import.meta.url));

/** JSON Schema (2020-12) of a contract, as text. */
export function schemaText(contract: Contract): string {
  const { $schema, ...schema } = z.toJSONSchema(contract.schema);
  const document = {
    $schema,
    title: contract.name,
    description: contract.description,
    ...schema,
    examples: [contract.example],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  mkdirSync(schemasDirectory, { recursive: true });
  for (const contract of contracts) writeFileSync(`${schemasDirectory}${contract.name}.json`, schemaText(contract));
}
