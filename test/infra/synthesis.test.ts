import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stageTemplates, synthesize as synthesizeInto } from '../../infra/synthesis/assembly.ts';
import type { StackTemplate } from '../../infra/synthesis/template.ts';
import { synthesize } from './synthesized.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'zeroloss-synth-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Each resource by its stack, logical id and type, without its properties. */
function resources(templates: readonly StackTemplate[]): string[] {
  return templates.flatMap(({ stackName, template }) =>
    Object.entries(template.Resources ?? {}).map(([id, { Type }]) => `${stackName} ${id} ${Type}`),
  );
}

test('the stages on AWS differ only in figures', async () => {
  const [dev, prod] = [await synthesize('dev'), await synthesize('prod')];
  expect(prod).not.toEqual(dev);
  // Zones are a figure, and each has its subnets.
  const subnet = /AWS::EC2::(Subnet|RouteTable|SubnetRouteTableAssociation)$/;
  const beyondSubnets = (templates: readonly StackTemplate[]) =>
    resources(templates).filter((each) => !subnet.test(each));
  expect(beyondSubnets(prod)).toEqual(beyondSubnets(dev));
});

test('stage local is stage dev without what a laptop has no use for', async () => {
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

test('stacks are in the order in which data flows, and name no account or region', async () => {
  const templates = await synthesize('prod');
  const order = ['messaging', 'routing', 'workflow', 'consumers', 'relay', 'projections', 'monitoring'].map(
    (name) => `zeroloss-${name}`,
  );
  const stacks = templates.map(({ stackName }) => stackName);
  expect(stacks.filter((name) => order.includes(name))).toEqual(order);
  const resources = templates.filter(({ stackName }) => stackName !== 'zeroloss-schemas'); // UUIDs look like accounts
  expect(JSON.stringify(resources)).not.toMatch(/\b\d{12}\b|\b(us|eu|ap)-[a-z]+-\d\b/);
});

test('an account and region need no look-up in that account', { timeout: 120_000 }, async () => {
  await synthesizeInto(directory, { account: '111122223333', region: 'eu-west-1', 'aws:cdk:bundling-stacks': [] });
  const manifest = JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8'));
  expect(manifest.missing).toBeUndefined();
  expect(manifest.artifacts['zeroloss-network'].environment).toBe('aws://111122223333/eu-west-1');
});

test.each([
  [{ stage: 'staging' }, 'Unknown stage "staging": choose one of dev, prod, local, localstack, as in -c stage=dev.'],
  [
    { account: '12', region: 'eu-west-1' },
    'Invalid account "12": expected twelve digits, as in -c account=111122223333.',
  ],
])('%j stops the synthesis with one sentence', async (context, sentence) => {
  const failure = await synthesizeInto(directory, context).catch((error: Error) => error);
  expect(failure).toMatchObject({ message: `The CDK application failed: ${sentence}` });
});

test('templates are synthesized once and then read from the cache', async () => {
  const [first, ...others] = await stageTemplates('local', { cache: directory });
  const [assembly = ''] = await readdir(directory);
  // Marks what is stored: only a second call that reads it can return the mark.
  const marked = { Resources: {} };
  await writeFile(join(directory, assembly, `${first?.stackName}.template.json`), JSON.stringify(marked));
  const second = await stageTemplates('local', { cache: directory });
  expect(second).toEqual([{ ...first, template: marked }, ...others]);
});
