import { type ExitCode, exitCodes } from './output.ts';

/** A command cannot do what it was asked to. The message is one sentence; the code is stable. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: string;
  readonly exitCode: ExitCode;
  /** More for programs. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    { exitCode = exitCodes.error, details = {}, cause }: CliErrorOptions = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.exitCode = exitCode;
    this.details = details;
  }
}

interface CliErrorOptions {
  readonly exitCode?: ExitCode;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** Something that was typed breaks a rule. */
export function invalidInput(message: string, details: Readonly<Record<string, unknown>> = {}): CliError {
  return new CliError('InvalidInput', message, { exitCode: exitCodes.usage, details });
}
