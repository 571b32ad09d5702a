/** README.md's tables of operations are written from their declarations: `npx vitest run src/readme -u` in this folder writes them. */
import { readFile } from 'node:fs/promises';
import * as eventBridge from '@aws-sdk/client-eventbridge';
import * as stepFunctions from '@aws-sdk/client-sfn';
import * as sqs from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import type { Field, Fields, Support } from './core/input.ts';
import type { Operation } from './core/operation.ts';
import { eventBridgeOperations } from './eventbridge/index.ts';
import { sqsOperations } from './sqs/index.ts';
import { stepFunctionsOperations } from './stepfunctions/index.ts';

type Schema = readonly unknown[];

interface DocumentedService {
  readonly name: string;
  readonly operations: Readonly<Record<string, Operation<never>>>;
  /** The operations of the SDK's model: name and request. */
  readonly model: ReadonlyMap<string, Schema>;
}

/** A schema of the SDK is an array: its kind, and for an operation (9) its name third and its request fifth. */
function operationsOf(sdk: object): ReadonlyMap<string, Schema> {
  const schemas = Object.values(sdk).filter((value): value is Schema => Array.isArray(value) && value[0] === 9);
  return new Map(schemas.map((schema) => [String(schema[2]), structureOf(schema[4]) ?? []]));
}

/** The structure (3) that a member is, or that a list (1) or map (2) holds. */
function structureOf(type: unknown): Schema | undefined {
  if (typeof type === 'function') return structureOf(type());
  if (!Array.isArray(type)) return undefined;
  if (typeof type[0] === 'function') return structureOf(type[0]);
  if (type[0] === 1) return structureOf(type[4]);
  if (type[0] === 2) return structureOf(type[5]);
  return type[0] === 3 ? type : undefined;
}

const services: readonly DocumentedService[] = [
  { name: 'SQS', operations: sqsOperations, model: operationsOf(sqs) },
  { name: 'EventBridge', operations: eventBridgeOperations, model: operationsOf(eventBridge) },
  { name: 'Step Functions', operations: stepFunctionsOperations, model: operationsOf(stepFunctions) },
];

type Named = readonly [path: string, field: Field];

/** All fields of the support; `Outer.Inner` if only a nested field has it. */
function fieldsOf(fields: Fields, support: Support, prefix = ''): Named[] {
  return Object.entries(fields).flatMap(([name, field]): Named[] => {
    if (field.support === support) return [[prefix + name, field]];
    return support === 'supported' ? [] : fieldsOf(field.members ?? {}, support, `${prefix}${name}.`);
  });
}

/** A note stands once, after the fields that share it. */
function cellOf(fields: readonly Named[]): string {
  const byNote = new Map<string | undefined, Named[]>();
  for (const named of fields) byNote.set(named[1].note, [...(byNote.get(named[1].note) ?? []), named]);
  const groups = Array.from(byNote, ([note, group]) => {
    const names = group.map(([path]) => `\`${path}\``).join(', ');
    return note === undefined ? names : `${names} (${note})`;
  });
  return groups.join(', ');
}

function tableOf({ name, operations, model }: DocumentedService): string {
  const rows = Object.entries(operations).map(([operation, { shape }]) => {
    const cells = (['supported', 'ignored', 'refused'] as const).map((support) =>
      cellOf(fieldsOf(shape.fields, support)),
    );
    return `| ${[operation, ...cells].join(' | ')} |`;
  });
  const missing = [...model.keys()].filter((operation) => !Object.hasOwn(operations, operation)).sort();
  return [
    `### ${name}`,
    '',
    '| operation | supported | accepted without effect | refused |',
    '| --- | --- | --- | --- |',
    ...rows.sort(),
    '',
    missing.length > 0
      ? `Not implemented, answered with \`UnknownOperationException\`: ${missing.join(', ')}.`
      : 'No operation is missing.',
  ].join('\n');
}

const begin = '<!-- operations: written by src/readme.test.ts -->';
const end = '<!-- end of operations -->';

test('README.md has the operations as they are declared', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const [before, rest = ''] = readme.split(begin);
  const [, after] = rest.split(end);
  const tables = services.map(tableOf).join('\n\n');
  await expect(`${before}${begin}\n\n${tables}\n\n${end}${after}`).toMatchFileSnapshot('../README.md');
});

describe.each(services)("$name: an operation declares the fields of AWS's model", ({ operations, model }) => {
  test.each(Object.entries(operations))('%s', (name, { shape }) => {
    checkFields(shape.fields, model.get(name) ?? []);
  });
});

function checkFields(fields: Fields, schema: Schema): void {
  const [names = [], types = []] = schema.slice(4) as [string[]?, unknown[]?];
  expect(Object.keys(fields).sort()).toEqual([...names].sort());
  names.forEach((name, index) => {
    const members = fields[name]?.members;
    const nested = structureOf(types[index]);
    if (members && nested) checkFields(members, nested);
  });
}
