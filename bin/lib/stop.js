import { root } from './paths.js';

/** A reason not to go on: one sentence that says what to do. Thrown by the launchers, printed by `run`. */
export class Stop extends Error {}

/** The Stop for a file of the clone that this user may not write; undefined for any other error. */
export function unwritable({ code }) {
  if (!['EACCES', 'EPERM', 'EROFS'].includes(code)) return undefined;
  return new Stop(
    `Something is still to be installed or built in ${root}, which you may not write (${code}); run this once as its owner, or use a clone of your own.`,
  );
}

/** Runs a launcher: a Stop ends the process with its sentence, anything else is a fault and shows its stack. */
export async function run(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    console.error(`zeroloss: ${error.message}`);
    process.exitCode = 1;
  }
}
