import { userInfo } from 'node:os';
import { invalidInput } from './cli-error.ts';

/** Who gives the command: as typed, else the user of this machine. */
export function operatorName(typed: string | undefined): string {
  if (typed !== undefined) return typed;
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    throw invalidInput('--by is missing, and the user of this process has no name; say who you are');
  }
}
