/** The process as a command sees it. Tests hand in their own. */
import type { Readable, Writable } from 'node:stream';

export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable;
  /** Only what the command was asked for. */
  readonly stdout: Writable;
  /** Progress and errors, for people. */
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** Signals, for commands that must end in good order. Without it a command cannot be interrupted. */
  readonly on?: (signal: Signal, listener: () => void) => unknown;
  readonly off?: (signal: Signal, listener: () => void) => unknown;
}

type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';
