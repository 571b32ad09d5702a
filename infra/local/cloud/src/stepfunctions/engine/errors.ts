/** Which retrier or catcher answers an error: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */

import type { Retrier } from '../definition/types.ts';
import type { StateFailure } from '../failures.ts';

/** "A terminal error that can't be caught by the States.ALL error type." */
const notAll = new Set(['States.DataLimitExceeded', 'States.Runtime']);

export function matchesError(errorEquals: readonly string[], failure: StateFailure): boolean {
  const { error, aliases } = failure;
  return errorEquals.some((name) => {
    if (name === error || aliases.includes(name)) return true;
    if (name === 'States.ALL') return error === undefined || !notAll.has(error);
    return name === 'States.TaskFailed' && error !== 'States.Timeout';
  });
}

/**
 * Milliseconds until the next attempt; undefined if the retrier has none left.
 * @param attempts retries by this retrier so far
 * @param random returns a number in [0, 1), for full jitter
 */
export function retryDelayMs(retrier: Retrier, attempts: number, random: () => number): number | undefined {
  if (attempts >= retrier.maxAttempts) return undefined;
  const backoffSeconds = retrier.intervalSeconds * retrier.backoffRate ** attempts;
  const seconds = Math.min(backoffSeconds, retrier.maxDelaySeconds);
  return Math.round(seconds * 1000 * (retrier.fullJitter ? random() : 1));
}
