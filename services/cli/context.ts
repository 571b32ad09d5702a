import type { Command } from 'commander';
import type { Io } from './io.ts';
import type { Output } from './output.ts';

/** What a command's action is given. */
export interface CliContext {
  readonly io: Io;
  readonly print: (output: Output) => Promise<void>;
}

export type AddCommands = (program: Command, context: CliContext) => void;
