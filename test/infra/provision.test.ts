/** Provisions the real templates of stage local. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { provision } from '@zeroloss/local-cloud';
import { FakeEndpoint } from '@zeroloss/local-cloud/testing';
import { expect, test } from 'vitest';
import { synthesize } from './synthesized.ts';

test('the provisioner knows everything in the templates, and a second start changes nothing', async () => {
  const templates = await synthesize('local');
  const endpoint = new FakeEndpoint();
  const first = await provision({ templates, clients: endpoint.clients });
  expect(endpoint.writes).not.toEqual([]);
  endpoint.writes.length = 0;
  const second = await provision({ templates, clients: endpoint.clients, previous: first.record });
  expect(endpoint.writes).toEqual([]);
  expect(second).toEqual(first);
});

test('the functions and event sources are those of the templates', async () => {
  const { functions, eventSources } = await provision({
    templates: await synthesize('local'),
    clients: new FakeEndpoint().clients,
  });
  expect(functions.map(({ name, timeoutSeconds }) => [name, timeoutSeconds])).toEqual([
    ...['intake', 'debit', 'credit', 'rollback', 'relay', 'sweeper'].map((service) => [`zeroloss-${service}`, 3]),
    ['zeroloss-projections', 10],
  ]);
  for (const { handlerEntry } of functions) {
    expect(existsSync(fileURLToPath(new URL(`../../${handlerEntry}.ts`, import.meta.url)))).toBe(true);
  }
  expect(eventSources.map(({ functionName, queueUrl }) => [functionName, queueUrl.split('/').at(-1)])).toEqual([
    ['zeroloss-intake', 'zeroloss-transfer-requests'],
    ['zeroloss-debit', 'zeroloss-debit.fifo'],
    ['zeroloss-credit', 'zeroloss-credit.fifo'],
    ['zeroloss-rollback', 'zeroloss-rollback.fifo'],
    ['zeroloss-projections', 'zeroloss-projections'],
  ]);
});
