/** What a command answers with, and how it fails. */

export const exitCodes = {
  ok: 0,
  error: 1,
  usage: 2,
  /** The transfer ended otherwise than Completed. */
  otherOutcome: 3,
  /** The transfer has no outcome yet. */
  stillOpen: 4,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export interface Answer {
  /** For programs (`--json`): a JSON value, amounts as decimal strings. */
  readonly json: unknown;
  /** For people. Called only where wanted, so that tables are loaded only then. */
  readonly text: () => string | Promise<string>;
  readonly exitCode?: ExitCode;
}

/** A command can not do what it was asked to. The message is one sentence; the code is stable. */
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
export function badInput(message: string, details: Readonly<Record<string, unknown>> = {}): CliError {
  return new CliError('InvalidInput', message, { exitCode: exitCodes.usage, details });
}
