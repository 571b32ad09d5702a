import { spawnSync } from 'node:child_process';
import { environments, pythonEnvironment } from './python-environment.js';

/**
 * Looks in the order of infra/local/targets/localstack: a running one, a container engine, Python (whose packages it installs).
 * @returns {Promise<string | undefined>} why this machine cannot have LocalStack
 */
export async function localStackMissing() {
  if (process.env.LOCALSTACK_ENDPOINT) return undefined;
  if (succeeds('docker', ['info']) && succeeds('docker', ['compose', 'version'])) return undefined;
  const environment = await pythonEnvironment(environments.localstack);
  return 'missing' in environment ? environment.missing : undefined;
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function succeeds(command, args) {
  return spawnSync(command, args, { timeout: 10_000 }).status === 0;
}
