/**
 * Which server processes work in a data directory. All of PostgreSQL's processes have it as their working directory, even if their
 * parent was killed. Unlike a number in a pid file, that cannot be confused with another process.
 */
import { execFile } from 'node:child_process';
import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';

export interface ServerProcess {
  readonly pid: number;
  readonly parent: number;
  /** The command line. In all processes but the first (the postmaster), PostgreSQL overwrites it with a title. */
  readonly command: string;
}

/** Returns an empty list if the directory does not exist. */
export async function processesIn(directory: string): Promise<ServerProcess[]> {
  const real = await realpath(directory).catch(() => undefined);
  if (real === undefined) return [];
  return process.platform === 'linux' ? linuxProcesses(real) : listedProcesses(real);
}

async function linuxProcesses(directory: string): Promise<ServerProcess[]> {
  const names = await readdir('/proc');
  const found = await Promise.all(
    names.filter((name) => /^\d+$/.test(name)).map((name) => linuxProcess(Number(name), directory)),
  );
  return found.filter((each) => each !== undefined);
}

/** Returns undefined if the process is another user's, not PostgreSQL (e.g. a shell in that directory), or has just ended. */
async function linuxProcess(pid: number, directory: string): Promise<ServerProcess | undefined> {
  try {
    if ((await readlink(`/proc/${pid}/cwd`)) !== directory) return undefined;
    // After `npm ci`, the program of a running server is "…/postgres (deleted)".
    if (!basename(await readlink(`/proc/${pid}/exe`)).startsWith('postgres')) return undefined;
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    const status = await readFile(`/proc/${pid}/stat`, 'utf8');
    // "pid (name) state parent …": the name may contain anything, so count from its closing bracket.
    const parent = Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]);
    return { pid, parent, command };
  } catch {
    return undefined;
  }
}

/** Without /proc (macOS): lsof knows the working directories, ps the rest. */
async function listedProcesses(directory: string): Promise<ServerProcess[]> {
  const run = promisify(execFile);
  const answer = (program: string, args: string[]) =>
    run(program, args).then(
      ({ stdout }) => stdout,
      () => '', // both exit with 1 if nothing matches
    );
  const fields = (await answer('lsof', ['-a', '-c', 'postgres', '-d', 'cwd', '-Fpn'])).split('\n');
  const pids = fields.flatMap((field, index) => {
    const owner = fields.slice(0, index).findLast((earlier) => earlier.startsWith('p'));
    return field === `n${directory}` && owner ? [owner.slice(1)] : [];
  });
  if (pids.length === 0) return [];
  const lines = (await answer('ps', ['-o', 'pid=,ppid=,args=', '-p', pids.join(',')])).split('\n');
  return lines.flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return command === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}
