/**
 * The database could not be reached, or the connection was lost in the middle of a transaction. It says nothing about what was asked
 * of the database, and has the message of its cause.
 */
export class DatabaseAwayError extends Error {
  override readonly name = 'DatabaseAwayError';
  /** The cause's SQLSTATE or system code, for the log. */
  readonly code: unknown;

  constructor(cause: unknown) {
    super(sentenceOf(cause), { cause });
    this.code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  }
}

/** A host name with several addresses fails with an AggregateError that has no message. */
function sentenceOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.message === '') return sentenceOf(cause.errors[0]);
  return cause instanceof Error ? cause.message : String(cause);
}
