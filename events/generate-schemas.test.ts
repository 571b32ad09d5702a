import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { schemasDirectory, schemaText } from './generate-schemas.ts';
import { contracts } from './index.ts';

test('schemas/ holds one file per message and nothing else', () => {
  expect(readdirSync(schemasDirectory).sort()).toEqual(contracts.map(({ name }) => `${name}.json`).sort());
});

test.each(contracts.map((contract) => [contract.name, contract] as const))(
  '%s.json is what `npx tsx events/generate-schemas.ts` writes',
  (name, contract) => {
    expect(readFileSync(`${schemasDirectory}${name}.json`, 'utf8')).toBe(schemaText(contract));
  },
);

describe('the limits in the schema for upstream systems', () => {
  const { properties, required, additionalProperties } = JSON.parse(
    readFileSync(`${schemasDirectory}TransferRequested.json`, 'utf8'),
  );
  test.each<[field: string, keyword: string, value: unknown]>([
    ['schemaVersion', 'const', 1],
    ['requester', 'pattern', '^(?!.*\\uFFFD)[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Zs}]{1,128}$'],
    ['idempotencyKey', 'pattern', '^(?!.*\\uFFFD)[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Zs}]{1,128}$'],
    ['fromAccount', 'pattern', '^[A-Za-z0-9._-]{1,64}$'],
    ['toAccount', 'pattern', '^[A-Za-z0-9._-]{1,64}$'],
    ['amount', 'pattern', '^(?!0+(\\.0+)?$)[0-9]{1,14}(\\.[0-9]{1,4})?$'],
    ['currency', 'pattern', '^[A-Z]{3}$'],
    ['reference', 'pattern', '^[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Zs}]{0,140}$'],
    ['metadata', 'maxProperties', 20],
  ])('%s: %s', (field, keyword, value) => {
    expect(properties[field][keyword]).toEqual(value);
  });

  test('only reference, metadata and traceparent are optional, and nothing may be added', () => {
    expect(Object.keys(properties).filter((field) => !required.includes(field))).toEqual([
      'reference',
      'metadata',
      'traceparent',
    ]);
    expect(additionalProperties).toBe(false);
  });
});
