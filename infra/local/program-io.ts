/** The process as the programs of this folder see it. */
import type { Writable } from 'node:stream';
import { StartupError } from './startup-error.ts';

export interface ProgramIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Writable;
  /** Progress, for people. */
  readonly stderr: Writable;
  readonly on?: (signal: Signal, listener: () => void) => unknown;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Signal = (typeof signals)[number];

/** Resolves at the first signal to end. From this call on, a signal no longer ends the process by itself. */
export function interruption(io: ProgramIo): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of signals) io.on?.(signal, resolve);
  });
}

export function progressTo({ stderr }: ProgramIo): (line: string) => void {
  return (line) => void stderr.write(`${line}\n`);
}

/** Writes a line that the program is asked for. Returns the failure; a reader that has gone is none, for the program runs on without it. */
export function tell({ stdout }: ProgramIo, line: string): Promise<StartupError | undefined> {
  return new Promise((resolve) => {
    stdout.write(`${line}\n`, (cause?: NodeJS.ErrnoException | null) => {
      const isGone = cause?.code === 'EPIPE' || cause?.code === 'ERR_STREAM_DESTROYED';
      resolve(
        cause && !isGone
          ? new StartupError(`Standard output cannot be written (${cause.code}).`, { cause })
          : undefined,
      );
    });
  });
}
