/** LocalStack's PyPI package in a process of its own on this machine ("host mode"): no container engine needed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootDir } from '../../../../services/operator/root.ts';
import { StartupError } from '../../startup-error.ts';
import { repairScript, services } from './endpoint.ts';
import type { Running } from './index.ts';

const ownDirectory = join(rootDir, 'infra/local/targets/localstack');

/** Idle it ends 3 s after SIGTERM, with open connections later; it keeps nothing, so that it may be killed then. */
const graceMs = 5000;

export interface ProcessOptions {
  /** Everything it writes is below this directory. */
  readonly directory: string;
  readonly port: number;
}

/** @throws StartupError when this machine has no Python that it runs on, or its packages cannot be installed */
export async function startProcess({ directory, port }: ProcessOptions): Promise<Running> {
  const python = await installedPython();
  const hooks = join(directory, 'etc/localstack/init/start.d');
  const temporary = join(directory, 'temporary');
  await mkdir(hooks, { recursive: true });
  await mkdir(temporary, { recursive: true });
  await copyFile(join(ownDirectory, repairScript), join(hooks, repairScript));
  const logFile = join(directory, 'localstack.log');
  const log = await open(logFile, 'w');
  const child = spawn(python, [join(ownDirectory, 'run.py')], {
    cwd: directory,
    env: environment(directory, temporary, port),
    // Its standard input ends with this process, and LocalStack with it.
    stdio: ['pipe', log.fd, log.fd],
    // A group of its own: Ctrl-C in the terminal must reach this process alone, which stops LocalStack.
    detached: true,
  });
  await once(child, 'spawn').finally(() => log.close());
  return { ended: ending(child, logFile), stop: () => end(child) };
}

function environment(directory: string, temporary: string, port: number): NodeJS.ProcessEnv {
  const address = `127.0.0.1:${port}`;
  return {
    PATH: process.env.PATH,
    LC_ALL: 'C.UTF-8',
    PYTHONDONTWRITEBYTECODE: '1',
    SERVICES: services.join(','),
    EAGER_SERVICE_LOADING: '1',
    GATEWAY_LISTEN: address,
    LOCALSTACK_HOST: address,
    SQS_ENDPOINT_STRATEGY: 'path',
    LS_LOG: 'warning',
    // Nothing of it leaves this machine or asks the network for anything.
    DISABLE_EVENTS: '1',
    SKIP_SSL_CERT_DOWNLOAD: '1',
    DNS_ADDRESS: '0',
    OVERRIDE_IN_DOCKER: '0',
    // And nothing of it is written or read elsewhere.
    FILESYSTEM_ROOT: directory,
    TMPDIR: temporary,
    HOME: directory,
    CONFIG_DIR: join(directory, 'config'),
    XDG_CACHE_HOME: join(directory, 'cache'),
  };
}

/** Its packages are installed at first use. */
async function installedPython(): Promise<string> {
  const program = join(rootDir, 'bin/localstack-python.js');
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await once(child, 'close');
  const found = JSON.parse(output || '{"missing":"its installer failed"}') as { python: string } | { missing: string };
  if ('python' in found) return found.python;
  throw new StartupError(
    `LocalStack cannot be installed here: ${found.missing}. Or start a container engine, or name a running LocalStack in LOCALSTACK_ENDPOINT.`,
  );
}

async function ending(child: ChildProcess, logFile: string): Promise<string> {
  await once(child, 'exit');
  const lines = await readFile(logFile, 'utf8').catch(() => '');
  return lines.trim().split('\n').at(-1) ?? '';
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended.finally(() => clearTimeout(timer));
}
