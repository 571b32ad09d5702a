/** One run of the server: from spawning it to its being ready, and to its end. */
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
  /** Resolves when the server has ended, for whatever reason. */
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
  /** The process that the server belongs to and must not outlive: this one, except in a test. */
  readonly owner?: number;
}

/** The server ended before it was ready; `output` is what it printed. */
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

/** A checkpoint of all that fits in memory takes seconds; a disk that takes longer than this is stuck. */
const fastShutdownMs = 30_000;

/** @throws LaunchFailed */
export async function launch({ owner = process.pid, ...request }: Launch): Promise<Server> {
  const { binaries, identity, files, port, settings } = request;
  await rename(files.log, `${files.log}.1`).catch(() => {}); // there is none before the first start
  const args = [
    '-D',
    files.cluster,
    ...asArguments({ ...settings, port: String(port) }),
    // Tells the next start whose server this is: see orphans.ts.
    '-c',
    ownerSetting(owner),
  ];
  const child = spawnAs(identity, 'INT', binaries.postgres, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  await ready(child, files.log);
  return attend(child);
}

/** Resolves at the server's own line; rejects when it ends (or cannot even be run) instead. */
function ready(child: ChildProcess, logPath: string): Promise<void> {
  const log = createWriteStream(logPath, { mode: 0o600 });
  log.on('error', () => log.destroy()); // a full disk: the server itself has more to say about that
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

function attend(child: ChildProcess): Server {
  const ended =
    child.exitCode === null && child.signalCode === null ? once(child, 'exit').then(() => {}) : Promise.resolve();
  // Also when this process ends without a stop(), by an uncaught error say.
  const onExit = () => child.kill('SIGINT');
  process.once('exit', onExit);
  ended.then(() => process.off('exit', onExit));
  return {
    ended,
    async stop() {
      child.kill('SIGINT');
      const impatience = setTimeout(() => child.kill('SIGQUIT'), fastShutdownMs);
      await ended;
      clearTimeout(impatience);
    },
  };
}
