/** Whether LocalStack can be had on this machine; installs its packages where that takes it. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const installer = fileURLToPath(new URL('../localstack-python.js', import.meta.url));

/** In the order in which infra/local/targets/localstack tries them. @returns why there is none, undefined where there is one */
export function localStackMissing() {
  if (process.env.LOCALSTACK_ENDPOINT || (succeeds('docker', ['info']) && succeeds('docker', ['compose', 'version'])))
    return undefined;
  const { stdout } = spawnSync(process.execPath, [installer], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return stdout ? JSON.parse(stdout).missing : 'its installer failed';
}

function succeeds(command, args) {
  return spawnSync(command, args, { timeout: 10_000 }).status === 0;
}
