import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stageTemplates, synthesize as synthesizeInto } from '../../infra/local/assembly.ts';
import type { StackTemplate } from '../../infra/local/provision/template.ts';
import { synthesize } from './synthesized.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'zeroloss-synth-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** What there is, by its place and type: everything but the figures. */
function resources(templates: readonly StackTemplate[]): string[] {
  return templates.flatMap(({ stackName, template }) =>
    Object.entries(template.Resources ?? {}).map(([id, { Type }]) => `${stackName} ${id} ${Type}`),
  );
}

test('the stages on AWS differ in figures alone', async () => {
  const [dev, prod] = [await synthesize('dev'), await synthesize('prod')];
  expect(prod).not.toEqual(dev);
  expect(resources(prod)).toEqual(resources(dev));
});

test('stage local has what stage dev has, and lacks what a laptop has no use for', async () => {
  const dev = resources(await synthesize('dev'));
  const local = resources(await synthesize('local'));
  expect(dev).toEqual(expect.arrayContaining(local));
  const missing = dev.filter((resource) => !local.includes(resource)).map((resource) => resource.split(' ')[2]);
  expect(missing.filter((type) => /::(SQS|Events|StepFunctions|Lambda::EventSourceMapping)/.test(type ?? ''))).toEqual(
    [],
  );
});

test('stacks come in the order in which data flows, and name no account or region', async () => {
  const templates = await synthesize('prod');
  const order = ['messaging', 'routing', 'workflow', 'consumers', 'relay', 'projections', 'api', 'monitoring'].map(
    (name) => `zeroloss-${name}`,
  );
  const stacks = templates.map(({ stackName }) => stackName);
  expect(stacks.filter((name) => order.includes(name))).toEqual(order);
  const resources = templates.filter(({ stackName }) => stackName !== 'zeroloss-schemas'); // UUIDs look like accounts
  expect(JSON.stringify(resources)).not.toMatch(/\b\d{12}\b|\b(us|eu|ap)-[a-z]+-\d\b/);
});

test('an unknown stage stops the synthesis with one sentence', async () => {
  const failure = await synthesizeInto(directory, { stage: 'staging' }).catch((error: Error) => error);
  expect(failure).toMatchObject({
    message:
      'The CDK application failed: Unknown stage "staging": choose one of dev, prod, local, localstack, as in -c stage=dev.',
  });
});

test('templates are synthesized once and then read', async () => {
  const first = await stageTemplates('local', { cache: directory });
  const startedMs = performance.now();
  const second = await stageTemplates('local', { cache: directory });
  const tookMs = performance.now() - startedMs;
  expect(second).toEqual(first);
  // 5 ms here; a child process alone takes seconds.
  expect(tookMs).toBeLessThan(500);
});
