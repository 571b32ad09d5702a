/** The cache of assemblies, with a small application that counts its runs in place of the CDK one. */
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SynthesisError, stageTemplates } from './assembly.ts';

const application = `
import { appendFileSync, writeFileSync } from 'node:fs';
appendFileSync('runs', 'x');
const context = JSON.parse(process.env.CDK_CONTEXT_JSON ?? '{}') as Record<string, unknown>;
const artifacts = {
  tree: { type: 'cdk:tree', properties: {} },
  one: { type: 'aws:cloudformation:stack', properties: { templateFile: 'one.json' } },
};
writeFileSync(process.env.CDK_OUTDIR + '/one.json', JSON.stringify({ Resources: {}, Context: context }));
writeFileSync(process.env.CDK_OUTDIR + '/manifest.json', JSON.stringify({ artifacts }));
`;

let root: string;
let cache: string;
const file = async (path: string, content: string) => {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
};
const runs = async () => (await readFile(join(root, 'runs'), 'utf8').catch(() => '')).length;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'zeroloss-assembly-'));
  cache = join(root, 'cache');
  await symlink(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(root, 'node_modules'));
  await file('package.json', '{ "type": "module" }');
  await file('package-lock.json', '{}');
  await file('cdk.json', '{ "context": { "flag": true } }');
  await file('services/workflow/transfer.asl.jsonc', '{}');
  await file('services/runtime/metrics.ts', '');
  await file('services/database/roles.ts', '');
  await file('prisma/schema.prisma', '');
  await file('events/index.ts', '');
  await file('infra/local/runtime.ts', '');
  await file('infra/app.ts', application);
});
afterEach(() => rm(root, { recursive: true, force: true }));

test('the application gets the context of cdk.json and the stage, and bundles nothing', async () => {
  const [stack, ...others] = await stageTemplates('local', { root, cache });
  expect(others).toEqual([]);
  expect(stack).toEqual({
    stackName: 'one',
    template: { Resources: {}, Context: { flag: true, stage: 'local', 'aws:cdk:bundling-stacks': [] } },
  });
});

test.each([
  ['infra/stacks/new.ts', 2],
  ['events/index.ts', 2],
  ['services/workflow/transfer.asl.jsonc', 2],
  ['cdk.json', 2],
  ['package-lock.json', 2],
  ['services/runtime/metrics.ts', 2],
  ['services/database/roles.ts', 2],
  ['prisma/client/client.ts', 1],
  ['infra/local/runtime.ts', 1],
  ['infra/config.test.ts', 1],
  ['services/debit/debit.ts', 1],
])('after a change to %s the application has run %i times', async (path, expected) => {
  await stageTemplates('local', { root, cache });
  await stageTemplates('local', { root, cache });
  expect(await runs()).toBe(1);
  if (path === 'cdk.json') await file(path, '{ "context": {} }');
  else {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await appendFile(join(root, path), ' ');
  }
  await stageTemplates('local', { root, cache });
  expect(await runs()).toBe(expected);
});

test('each stage has an assembly of its own', async () => {
  for (const stage of ['dev', 'prod'] as const) {
    const [stack] = await stageTemplates(stage, { root, cache });
    expect(stack?.template).toMatchObject({ Context: { stage } });
  }
});

test('two runs at once agree on one assembly, and leave no draft', async () => {
  const [first, second] = await Promise.all([
    stageTemplates('local', { root, cache }),
    stageTemplates('local', { root, cache }),
  ]);
  expect(first).toEqual(second);
  expect(await readdir(cache)).toEqual([expect.stringMatching(/^assembly-local-[0-9a-f]{64}$/)]);
});

test('when the application fails, the error contains its output, and nothing is left behind', async () => {
  await file('infra/app.ts', "console.error('Stage local: a figure is out of its range.'); process.exitCode = 1;");
  const failure = await stageTemplates('local', { root, cache }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(SynthesisError);
  expect((failure as Error).message).toBe('The CDK application failed: Stage local: a figure is out of its range.');
  expect(await readdir(cache)).toEqual([]);
});

test('stages local and localstack are cached separately', async () => {
  const [localstack] = await stageTemplates('localstack', { root, cache });
  const [local] = await stageTemplates('local', { root, cache });
  expect([localstack, local].map((stack) => stack?.template)).toMatchObject([
    { Context: { stage: 'localstack' } },
    { Context: { stage: 'local' } },
  ]);
});
