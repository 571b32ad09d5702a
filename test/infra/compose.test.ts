/** docker-compose.yml, checked without a container engine: it is valid, and starts the same LocalStack as the process does. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { repairScript, services, version } from '../../infra/local/targets/localstack/endpoint.ts';
import { rootDir } from '../../services/operator/root.ts';

const composeFile = join(rootDir, 'docker-compose.yml');

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'zeroloss-compose-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A file's errors against the compose specification's schema, without its style. */
async function faults(file: string): Promise<string[]> {
  const linter = join(rootDir, 'node_modules/dclint/bin/dclint.cjs');
  const { stdout } = await promisify(execFile)(process.execPath, [linter, '--formatter=json', file]).catch(
    (failure: { stdout: string }) => failure,
  );
  const [result] = JSON.parse(stdout) as { messages: { type: string; rule: string; message: string }[] }[];
  return (result?.messages ?? []).filter(({ type }) => type === 'error').map(({ message }) => message);
}

test('follows the compose specification', async () => {
  expect(await faults(composeFile)).toEqual([]);
});

test('the check finds a misspelt key', async () => {
  const broken = join(directory, 'docker-compose.yml');
  await writeFile(broken, (await readFile(composeFile, 'utf8')).replace('healthcheck:', 'healthchek:'));
  expect(await faults(broken)).toEqual([expect.stringContaining('must NOT have additional properties')]);
});

const compose = spawnSync('docker', ['compose', 'version']).status === 0;
test.runIf(compose)('is accepted by docker compose itself', async () => {
  await promisify(execFile)('docker', ['compose', '--file', composeFile, 'config', '--quiet']);
});

test('container and process have the same version, services and repair', async () => {
  const text = await readFile(composeFile, 'utf8');
  expect(text).toContain(`image: localstack/localstack:${version}\n`);
  expect(text).toContain(`SERVICES: ${services.join(',')}\n`);
  expect(text).toContain(
    `./infra/local/targets/localstack/${repairScript}:/etc/localstack/init/start.d/${repairScript}:ro\n`,
  );
  const own = join(rootDir, 'infra/local/targets/localstack');
  expect(await readFile(join(own, 'requirements.txt'), 'utf8')).toContain(`localstack-core==${version}\n`);
  expect(await readFile(join(own, repairScript), 'utf8')).toContain(`EXPECTED_VERSION = "${version}"\n`);
});
