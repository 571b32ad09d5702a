/** docker-compose.yml, without an engine: it is a compose file, and says the same as what starts LocalStack where no engine runs. */
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

/** What the compose specification's schema has against a file; style is not looked at. */
async function faults(file: string): Promise<string[]> {
  const linter = join(rootDir, 'node_modules/dclint/bin/dclint.cjs');
  const { stdout } = await promisify(execFile)(process.execPath, [linter, '--formatter=json', file]).catch(
    (failure: { stdout: string }) => failure,
  );
  const [result] = JSON.parse(stdout) as { messages: { type: string; rule: string; message: string }[] }[];
  return (result?.messages ?? []).filter(({ type }) => type === 'error').map(({ message }) => message);
}

test('is valid by the compose specification', async () => {
  expect(await faults(composeFile)).toEqual([]);
});

test('a misspelt key would be found', async () => {
  const broken = join(directory, 'docker-compose.yml');
  await writeFile(broken, (await readFile(composeFile, 'utf8')).replace('healthcheck:', 'healthchek:'));
  expect(await faults(broken)).toEqual([expect.stringContaining('must NOT have additional properties')]);
});

const compose = spawnSync('docker', ['compose', 'version']).status === 0;
test.runIf(compose)('is understood by docker compose itself', async () => {
  await promisify(execFile)('docker', ['compose', '--file', composeFile, 'config', '--quiet']);
});

test('container and process are the same LocalStack, with the same repair', async () => {
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
