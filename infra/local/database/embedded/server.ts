/** One run of the server: spawn, wait until it is ready, stop. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Binaries } from './binaries.ts';
import { spawnAs } from './child.ts';
import type { Layout } from './cluster.ts';
import { type FailureKind, kindOfFailure } from './failures.ts';
import type { Identity } from './identity.ts';
import { ownerSetting } from './orphans.ts';
import { asArguments, type Settings } from './settings.ts';

export interface Server {
  /** Resolves when the server has ended, for any reason. */
  readonly ended: Promise<void>;
  /** Fast shutdown: open transactions are rolled back, a checkpoint is written. Resolves when no process is left. */
  stop(): Promise<void>;
}

export interface Launch {
  readonly binaries: Binaries;
  readonly identity: Identity;
  readonly files: Layout;
  readonly port: number;
  readonly settings: Settings;
  /** The process that the server must not outlive: this one, except in a test. */
  readonly owner?: number;
}

/** The server ended before it was ready. */
export class LaunchFailed extends Error {
  override readonly name = 'LaunchFailed';
  readonly kind: FailureKind;
  readonly output: string;

  constructor(output: string) {
    super('Postgres ended before it was ready');
    this.kind = kindOfFailure(output);
    this.output = output;
  }
}

/** A checkpoint of everything in memory takes seconds. A disk that needs longer than this is stuck. */
const fastShutdownMs = 30_000;

/** @throws LaunchFailed */
export async function launch({ owner = process.pid, ...request }: Launch): Promise<Server> {
  const { binaries, identity, files, port, settings } = request;
  await rename(files.log, `${files.log}.1`).catch(() => {}); // missing before the first start
  const args = [
    '-D',
    files.cluster,
    ...asArguments({ ...settings, port: String(port) }),
    // Tells the next start who owns this server: see orphans.ts.
    '-c',
    ownerSetting(owner),
  ];
  const child = spawnAs(identity, 'INT', binaries.postgres, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  await ready(child, files.log);
  return supervise(child);
}

/** Resolves when the server says that it is ready; rejects if it ends (or cannot run) instead. */
function ready(child: ChildProcess, logPath: string): Promise<void> {
  const log = createWriteStream(logPath, { mode: 0o600 });
  log.on('error', () => log.destroy()); // a full disk: the server's own error says more
  return new Promise((resolve, reject) => {
    let output = '';
    if (!child.stderr) return;
    createInterface(child.stderr).on('line', (line) => {
      if (!log.destroyed) log.write(`${line}\n`);
      if (/database system is ready to accept connections/.test(line)) resolve();
      output = `${output}${line}\n`.slice(-10_000);
    });
    child.on('error', (cause) => reject(new LaunchFailed(`error: ${cause.message}`)));
    child.on('close', () => {
      log.end();
      reject(new LaunchFailed(output));
    });
  });
}

function supervise(child: ChildProcess): Server {
  const ended =
    child.exitCode === null && child.signalCode === null ? once(child, 'exit').then(() => {}) : Promise.resolve();
  // If this process ends without a stop(), e.g. by an uncaught error.
  const onExit = () => child.kill('SIGINT');
  process.once('exit', onExit);
  ended.then(() => process.off('exit', onExit));
  return {
    ended,
    async stop() {
      child.kill('SIGINT');
      const killTimer = setTimeout(() => child.kill('SIGQUIT'), fastShutdownMs);
      await ended;
      clearTimeout(killTimer);
    },
  };
}
