import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { localTemplates } from '../../infra/local/assembly.ts';
import type { StackTemplate } from '../../infra/local/provision/template.ts';
import { synthesize } from './synthesized.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'zeroloss-synth-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Everything but the figures: numbers, texts of digits, and the asset hashes are blanked. */
function shape(templates: StackTemplate[]): unknown {
  const figure = (_: string, value: unknown) => (/^\d+$/.test(String(value)) ? 0 : value);
  return JSON.parse(JSON.stringify(templates), figure);
}

test('twice the same synthesis gives the same templates', () => {
  for (const stage of ['dev', 'prod', 'local']) expect(synthesize(stage)).toEqual(synthesize(stage));
});

test('stages differ in figures alone', () => {
  const [dev, prod, local] = ['dev', 'prod', 'local'].map(synthesize);
  expect(prod).not.toEqual(dev);
  expect(shape(prod ?? [])).toEqual(shape(dev ?? []));
  expect(shape(local ?? [])).toEqual(shape(dev ?? []));
});

test('stacks come in the order in which data flows, and name no account or region', () => {
  const templates = synthesize('prod');
  expect(templates.map(({ stackName }) => stackName)).toEqual([
    'zeroloss-messaging',
    'zeroloss-workflow',
    'zeroloss-consumers',
    'zeroloss-relay',
    'zeroloss-projections',
  ]);
  expect(JSON.stringify(templates)).not.toMatch(/\b\d{12}\b|\b(us|eu|ap)-[a-z]+-\d\b/);
});

test('an unknown stage stops the synthesis with one sentence', async () => {
  const context = JSON.stringify({ stage: 'staging', 'aws:cdk:bundling-stacks': [] });
  const env = { ...process.env, CDK_OUTDIR: directory, CDK_CONTEXT_JSON: context };
  const failure = await run(process.execPath, ['--import', 'tsx', 'infra/app.ts'], { cwd: root, env }).catch(
    (error) => error,
  );
  expect(failure.code).toBe(1);
  expect(failure.stderr).toBe('Unknown stage "staging": choose one of dev, prod, local, as in -c stage=dev.\n');
});

test('the local templates are those of stage local, synthesized once and then read', async () => {
  const first = await localTemplates({ cache: directory });
  expect(first).toEqual(synthesize('local'));
  const startedMs = performance.now();
  const second = await localTemplates({ cache: directory });
  const tookMs = performance.now() - startedMs;
  expect(second).toEqual(first);
  // 5 ms here; a child process alone takes seconds.
  expect(tookMs).toBeLessThan(500);
});
