/** The command line as a user has it, in this process. */
import { EventEmitter } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { run } from '../../services/cli/run.ts';

export interface Given {
  readonly stdin?: string | Readable;
  readonly env?: Readonly<Record<string, string>>;
  /** Ctrl-C: `emit('SIGINT')`. */
  readonly signals?: EventEmitter;
}

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param args separated by spaces. */
export async function runCommand(
  dataDir: string,
  args: string,
  { stdin = '', env = {}, signals = new EventEmitter() }: Given = {},
): Promise<Ended> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const printed = Promise.all([text(stdout), text(stderr)]);
  const exitCode = await run(args.split(' ').filter(Boolean), {
    env: { ZEROLOSS_DATA_DIR: dataDir, ...env },
    stdin: typeof stdin === 'string' ? Readable.from([stdin]) : stdin,
    stdout,
    stderr,
    on: (signal, listener) => signals.on(signal, listener),
    off: (signal, listener) => signals.off(signal, listener),
  });
  stdout.end();
  stderr.end();
  const [out, err] = await printed;
  return { exitCode, stdout: out, stderr: err };
}

/** With --json: the one value on standard output. */
export async function askCommand(dataDir: string, args: string, given: Given = {}) {
  const { exitCode, stdout } = await runCommand(dataDir, `${args} --json`, given);
  return { exitCode, value: JSON.parse(stdout) };
}
