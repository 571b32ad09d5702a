import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StackTemplate } from '@zeroloss/local-cloud';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stageTemplates, synthesize as synthesizeInto } from '../../infra/synthesis/assembly.ts';
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
  // Zones are a figure, and each has its subnets.
  const subnet = /AWS::EC2::(Subnet|RouteTable|SubnetRouteTableAssociation)$/;
  const beyondSubnets = (templates: readonly StackTemplate[]) =>
    resources(templates).filter((each) => !subnet.test(each));
  expect(beyondSubnets(prod)).toEqual(beyondSubnets(dev));
});

test('stage local has what stage dev has, and lacks what a laptop has no use for', async () => {
  const dev = resources(await synthesize('dev'));
  const local = resources(await synthesize('local'));
  expect(dev).toEqual(expect.arrayContaining(local));
  const missing = dev
    .filter((resource) => !local.includes(resource) && !/migration/i.test(resource))
    .map((resource) => resource.split(' ')[2]);
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

test('an account and region that are told need no look-up in that account', { timeout: 120_000 }, async () => {
  await synthesizeInto(directory, { account: '111122223333', region: 'eu-west-1', 'aws:cdk:bundling-stacks': [] });
  const manifest = JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8'));
  expect(manifest.missing).toBeUndefined();
  expect(manifest.artifacts['zeroloss-network'].environment).toBe('aws://111122223333/eu-west-1');
});

test.each([
  [{ stage: 'staging' }, 'Unknown stage "staging": choose one of dev, prod, local, localstack, as in -c stage=dev.'],
  [
    { account: '12', region: 'eu-west-1' },
    'The account "12" is none: it has twelve digits, as in -c account=111122223333.',
  ],
])('%j stops the synthesis with one sentence', async (context, sentence) => {
  const failure = await synthesizeInto(directory, context).catch((error: Error) => error);
  expect(failure).toMatchObject({ message: `The CDK application failed: ${sentence}` });
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
