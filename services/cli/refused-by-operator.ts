/** An operator's refusal as the command line's error. */
import type { Refused } from '../operator/refusal.ts';
import { CliError, invalidInput } from './cli-error.ts';

export function refusedByOperator({ refusal, message }: Refused): CliError {
  return refusal === 'InvalidNote' ? invalidInput(`--${message}`) : new CliError(refusal, message);
}
