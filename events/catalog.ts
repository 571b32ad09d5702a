/**
 * Contracts for the EventBridge Schema Registry: JSON Schema draft 4 of the whole event, with the contract as its `detail`. Draft 4
 * has no `propertyNames`, so the keys of `metadata` are not limited there. In this one place the checked-in schemas and intake's
 * contract check are stricter.
 */
import { z } from 'zod';
import { type Contract, factSource, facts, requests } from './index.ts';

interface Published {
  readonly contract: Contract;
  /** Undefined: any source may publish it. */
  readonly source: string | undefined;
}

/** All but the commands, which do not go over the bus. */
export const publishedContracts: readonly Published[] = [
  ...Object.values(requests).map((contract) => ({ contract, source: undefined })),
  ...Object.values(facts).map((contract) => ({ contract, source: factSource })),
];

const text = { type: 'string' } as const;

/** A JSON document. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
export function eventDocument({ name, schema }: Contract, source: string | undefined): Record<string, unknown> {
  const { $schema, ...detail } = z.toJSONSchema(schema, { target: 'draft-4' });
  return {
    $schema,
    title: name,
    'x-amazon-events-detail-type': name,
    ...(source ? { 'x-amazon-events-source': source } : {}),
    type: 'object',
    required: ['version', 'id', 'source', 'account', 'time', 'region', 'resources', 'detail-type', 'detail'],
    properties: {
      version: text,
      id: text,
      source: source ? { type: 'string', enum: [source] } : text,
      account: text,
      time: { type: 'string', format: 'date-time' },
      region: text,
      resources: { type: 'array', items: text },
      'detail-type': { type: 'string', enum: [name] },
      detail,
    },
  };
}
