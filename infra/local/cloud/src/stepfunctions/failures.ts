/** The two ways a state fails: by an error that Retry or Catch may match, or by one that always fails the execution. */

/** An error with a name that `ErrorEquals` can match. A callback may give no name; then only wildcards match. */
export class StateFailure extends Error {
  override readonly name = 'StateFailure';
  readonly error: string | undefined;
  readonly reason: string | undefined;
  /** Other names that `ErrorEquals` may use. */
  readonly aliases: readonly string[];

  constructor(error: string | undefined, reason: string | undefined, aliases: readonly string[] = []) {
    super(`${error}: ${reason}`);
    this.error = error;
    this.reason = reason;
    this.aliases = aliases;
  }
}

/**
 * `States.Runtime`: the definition cannot be applied to the data. Never retried or caught, even by name. AWS reports
 * paths and intrinsic functions that fail this way too, not as the `States.ParameterPathFailure` and
 * `States.IntrinsicFailure` of the language's specification.
 */
export class RuntimeFailure extends Error {
  override readonly name = 'RuntimeFailure';
}

export function dataLimitExceeded(stateOrTask: string): StateFailure {
  return new StateFailure(
    'States.DataLimitExceeded',
    `The state/task '${stateOrTask}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}
