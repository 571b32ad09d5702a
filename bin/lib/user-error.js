import { root } from './paths.js';

/** A reason not to go on: one sentence that says what to do. */
export class UserError extends Error {}

/**
 * The UserError for a file of the clone that this user may not write; undefined for any other error.
 * @param {unknown} error
 */
export function unwritable(error) {
  const code = codeOf(error);
  if (!['EACCES', 'EPERM', 'EROFS'].includes(code)) return undefined;
  return new UserError(
    `Something is still to be installed or built in ${root}, which you may not write (${code}); run this once as its owner, or use a clone of your own.`,
  );
}

/**
 * The system's error code, '' if there is none.
 * @param {unknown} error
 */
export function codeOf(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/**
 * Runs a launcher. After a UserError it prints the sentence and returns undefined; any other error is a bug and shows its stack.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T | undefined>}
 */
export async function runLauncher(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(`zeroloss: ${error.message}`);
    process.exitCode = 1;
    return undefined;
  }
}
