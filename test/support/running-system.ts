/** `npm start` in a process of its own, as a user runs it, with its memory. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { rootDir } from '../../services/operator/root.ts';

export interface RunningSystem {
  readonly aws: string;
  readonly http: string;
  /** From spawning `npm start` to its ready line. */
  readonly readyMs: number;
  /** Resident memory in MB of all its Node processes, including npm, without PostgreSQL. */
  memoryMb(): number;
  stop(): Promise<void>;
}

export async function startSystem(dataDir: string): Promise<RunningSystem> {
  const began = performance.now();
  const child = spawn('npm', ['start', '--silent', '--', '--json'], {
    cwd: rootDir,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      ZEROLOSS_DATA_DIR: dataDir,
      ZEROLOSS_AWS_PORT: '0',
      ZEROLOSS_HTTP_PORT: '0',
      ZEROLOSS_PG_PORT: '0',
    },
  });
  const ready = await readyLine(child);
  const readyMs = performance.now() - began;
  return {
    ...ready,
    readyMs,
    memoryMb: () => nodeMemoryMb(child.pid ?? 0),
    async stop() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      // npm passes the signal on to what it runs.
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function readyLine(child: ChildProcess): Promise<{ aws: string; http: string }> {
  if (!child.stdout) throw new Error('npm start has no output');
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    if (line.startsWith('ready ')) {
      child.stdout.resume();
      return JSON.parse(line.slice('ready '.length)) as { aws: string; http: string };
    }
  }
  throw new Error('npm start ended before it was ready');
}

interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly residentKb: number;
}

function nodeMemoryMb(rootPid: number): number {
  const all = processes();
  const tree = new Set([rootPid]);
  // A child may come before its parent in the list: repeat until nothing is added.
  for (let size = 0; size !== tree.size; ) {
    size = tree.size;
    for (const { pid, parent } of all) if (tree.has(parent)) tree.add(pid);
  }
  const node = all.filter(({ pid, name }) => tree.has(pid) && /^(node|npm|MainThread)/.test(name));
  return Math.round(node.reduce((sum, { residentKb }) => sum + residentKb, 0) / 1024);
}

function processes(): ProcessInfo[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        const status = readFileSync(`/proc/${entry}/status`, 'utf8');
        const field = (name: string) => new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(status)?.[1] ?? '0';
        return [
          {
            pid: Number(entry),
            parent: Number(field('PPid')),
            name: field('Name'),
            residentKb: Number(field('VmRSS')),
          },
        ];
      } catch {
        return []; // it ended meanwhile
      }
    });
}
