/** A reason not to go on: one sentence that says what to do. Thrown by the launchers, printed by `run`. */
export class Stop extends Error {}

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
