/**
 * LocalStack: one that runs already (`LOCALSTACK_ENDPOINT`), or a new one, in a container if an engine runs, otherwise the PyPI
 * package in a process. A new one's state is gone when it stops.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../listen.ts';
import { StartupError } from '../../startup-error.ts';
import { containersRun, startContainer } from './container.ts';
import { checkEndpoint, endpointOf, health, services, version } from './endpoint.ts';
import { startProcess } from './process.ts';

export interface LocalStack {
  /** `http://127.0.0.1:4567` */
  readonly endpoint: string;
  readonly from: 'existing endpoint' | 'container' | 'process';
  /** Resolves, with the reason, if it ends and nobody stopped it. Never for an existing one. */
  readonly broken: Promise<StartupError>;
  /** Resolves when no process, container or file of it is left. An existing one keeps running. */
  stop(): Promise<void>;
}

export interface LocalStackOptions {
  /** 0, the default, takes a free port. Ignored for an existing one. */
  readonly port?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called with one line for each step that takes long. */
  readonly progress?: (line: string) => void;
}

/** It starts in 6 to 20 s. */
const timeoutMs = 120_000;

/** @throws StartupError; then nothing is left behind */
export async function startLocalStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  const { port = 0, env = process.env, progress = () => {} } = options;
  const existing = endpointOf(env);
  if (existing) {
    await checkEndpoint(existing);
    return { endpoint: existing, from: 'existing endpoint', broken: new Promise(() => {}), stop: async () => {} };
  }
  const free = await freePort(port, 'LOCALSTACK_PORT');
  const endpoint = `http://127.0.0.1:${free}`;
  const container = await containersRun();
  progress(`starting LocalStack ${version} ${container ? 'in a container' : 'as a process: no container engine runs'}`);
  const directory = await mkdtemp(join(tmpdir(), 'zeroloss-localstack-'));
  const closers = [() => rm(directory, { recursive: true, force: true })];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const running = container
      ? await startContainer(`zeroloss-${randomBytes(4).toString('hex')}`, free)
      : await startProcess({ directory, port: free });
    closers.push(() => running.stop());
    const broken = running.ended.then((reason) => new StartupError(`LocalStack ended by itself: ${reason}`));
    await ready(endpoint, broken);
    return { endpoint, from: container ? 'container' : 'process', broken, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function ready(endpoint: string, broken: Promise<StartupError>): Promise<void> {
  let failure: StartupError | undefined;
  broken.then((error) => {
    failure = error;
  });
  for (const deadline = performance.now() + timeoutMs; ; await delay(200)) {
    if (failure) throw failure;
    const found = await health(endpoint);
    if (found && services.every((name) => found.services[name] === 'running')) break;
    const failed = services.filter((name) => found?.services[name] === 'error');
    if (failed.length > 0) throw new StartupError(`LocalStack cannot load ${failed.join(', ')}.`);
    if (performance.now() > deadline) throw new StartupError(`LocalStack was not ready after ${timeoutMs / 1000} s.`);
  }
  await checkEndpoint(endpoint);
}
