/** What a command prints, and the exit codes. */

export const exitCodes = {
  ok: 0,
  error: 1,
  usage: 2,
  /** The transfer ended, but not as Completed. */
  otherOutcome: 3,
  /** The transfer has no outcome yet. */
  stillOpen: 4,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export interface Output {
  /** For programs (`--json`): a JSON value, amounts as decimal strings. */
  readonly json: unknown;
  /** For people. A function, so that tables are loaded only when they are printed. */
  readonly text: () => string | Promise<string>;
  readonly exitCode?: ExitCode;
}
