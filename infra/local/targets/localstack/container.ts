/** LocalStack in a container, as docker-compose.yml describes it. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { rootDir } from '../../../../services/operator/root.ts';
import { StartupError } from '../../startup-error.ts';
import type { Running } from './running.ts';

const run = promisify(execFile);

/** Whether a container engine runs and has the compose plugin. That there is a `docker` command proves neither. */
export async function containersRun(): Promise<boolean> {
  try {
    await run('docker', ['info'], { timeout: 10_000 });
    await run('docker', ['compose', 'version'], { timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

/** @param project prefix of the names of containers and volumes; `stop` removes them. @throws StartupError */
export async function startContainer(project: string, port: number): Promise<Running> {
  const compose = ['compose', '--project-name', project, '--file', join(rootDir, 'docker-compose.yml')];
  const env = { ...process.env, LOCALSTACK_PORT: String(port) };
  const remove = () => run('docker', [...compose, 'down', '--volumes', '--timeout', '10'], { env });
  try {
    await run('docker', [...compose, 'up', '--detach', '--wait', 'localstack'], { env });
  } catch (cause) {
    await remove().catch(() => {}); // the first command's error says what is wrong
    const { stderr, message } = cause as { stderr?: string; message: string };
    const lastLine = (stderr || message).trim().split('\n').at(-1);
    throw new StartupError(`docker compose cannot start LocalStack: ${lastLine}`, { cause });
  }
  // Exits when the container ends.
  const waiting = spawn('docker', [...compose, 'wait', 'localstack'], { env, stdio: 'ignore' });
  return {
    ended: once(waiting, 'exit').then(() => `its container ended; docker compose -p ${project} logs says why`),
    stop: async () => {
      await remove();
    },
  };
}
