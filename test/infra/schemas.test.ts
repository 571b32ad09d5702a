import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { schemasDirectory } from '../../events/generate-schemas.ts';
import { commands } from '../../events/index.ts';
import { resourcesOfType, synthesize } from './synthesized.ts';

const templates = await synthesize('dev');
const schemas = resourcesOfType(templates, 'AWS::EventSchemas::Schema').map(({ properties }) => properties);

test('every contract of the bus is registered, but no command', () => {
  const onBus = readdirSync(schemasDirectory).map((file) => file.replace('.json', ''));
  const sent = Object.values(commands).map(({ name }) => name);
  const expected = onBus.filter((name) => !sent.includes(name));
  expect(schemas.map(({ SchemaName }) => SchemaName.replace('zeroloss@', '')).sort()).toEqual(expected.sort());
  // Requests come from any source.
  expect(schemas.filter(({ SchemaName }) => !SchemaName.startsWith('zeroloss@'))).toMatchObject([
    { SchemaName: 'TransferRequested' },
  ]);
});

/** Keywords of JSON Schema that draft 4 lacks. The registry would store them, and readers would ignore them. */
const later = [
  '$defs',
  'const',
  'contains',
  'dependentRequired',
  'examples',
  'if',
  'prefixItems',
  'propertyNames',
  'then',
];

function keywordsOf(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(keywordsOf);
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const inner = keyword === 'properties' ? Object.values(value as object) : value;
    return [keyword, ...(keyword === 'enum' ? [] : keywordsOf(inner))];
  });
}

test.each(schemas.map((schema) => [schema.SchemaName, schema]))(
  '%s describes the event in draft 4',
  (_name, schema) => {
    const { SchemaName, Type, Content } = schema ?? {};
    expect(Type).toBe('JSONSchemaDraft4');
    const document = JSON.parse(Content);
    expect(document.$schema).toBe('http://json-schema.org/draft-04/schema#');
    expect(document.properties['detail-type'].enum).toEqual([SchemaName.replace('zeroloss@', '')]);
    expect(document.properties.detail).toMatchObject({ type: 'object', additionalProperties: false });
    expect(keywordsOf(document).filter((keyword) => later.includes(keyword))).toEqual([]);
    // The registry's limit.
    expect(Content.length).toBeLessThan(100_000);
  },
);
