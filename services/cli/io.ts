/** The outside of the command line, handed in so that tests can stand in for it. */
import type { Readable, Writable } from 'node:stream';

export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable;
  /** Answers alone. */
  readonly stdout: Writable;
  /** Progress and errors, for people. */
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** Ctrl-C, for commands that have something to end in good order; without it they can not be interrupted. */
  readonly on?: (signal: 'SIGINT', listener: () => void) => unknown;
  readonly off?: (signal: 'SIGINT', listener: () => void) => unknown;
}
