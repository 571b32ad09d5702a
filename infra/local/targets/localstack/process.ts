/** LocalStack's PyPI package in a process on this machine ("host mode"): needs no container engine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootDir } from '../../../../services/operator/root.ts';
import { StartupError } from '../../startup-error.ts';
import { repairScript, services } from './endpoint.ts';
import type { Running } from './running.ts';

const ownDirectory = join(rootDir, 'infra/local/targets/localstack');

/** Idle, it ends 3 s after SIGTERM; with open connections, later. Then it may be killed: it stores nothing. */
const graceMs = 5000;

export interface ProcessOptions {
  /** It writes only below this directory. */
  readonly directory: string;
  readonly port: number;
}

/** @throws StartupError if this machine has no suitable Python, or the packages cannot be installed */
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
    // When this process ends, its standard input closes, and run.py ends LocalStack.
    stdio: ['pipe', log.fd, log.fd],
    // A group of its own, so that Ctrl-C in the terminal reaches only this process, which stops LocalStack.
    detached: true,
  });
  await once(child, 'spawn').finally(() => log.close());
  return { ended: ended(child, logFile), stop: () => stop(child) };
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
    // No calls to the network.
    DISABLE_EVENTS: '1',
    SKIP_SSL_CERT_DOWNLOAD: '1',
    DNS_ADDRESS: '0',
    OVERRIDE_IN_DOCKER: '0',
    // No files elsewhere.
    FILESYSTEM_ROOT: directory,
    TMPDIR: temporary,
    HOME: directory,
    CONFIG_DIR: join(directory, 'config'),
    XDG_CACHE_HOME: join(directory, 'cache'),
  };
}

/** Installs LocalStack's packages at first use. @returns the Python that has them */
async function installedPython(): Promise<string> {
  const program = join(rootDir, 'bin/python.js');
  const child = spawn(process.execPath, [program, 'localstack'], { stdio: ['ignore', 'pipe', 'inherit'] });
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

async function ended(child: ChildProcess, logFile: string): Promise<string> {
  await once(child, 'exit');
  const lines = await readFile(logFile, 'utf8').catch(() => '');
  return lines.trim().split('\n').at(-1) ?? '';
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await exit.finally(() => clearTimeout(timer));
}
