/** Waiting for what others do, by looking again and again: the demo, and tests of whole systems. */
import { setTimeout as wait } from 'node:timers/promises';

const pollMs = 25;

/** Tries until `look` finds something. @throws Error with `complaint` */
export async function until<T>(patienceMs: number, complaint: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`${complaint} after ${patienceMs / 1000} s`);
    await wait(pollMs);
  }
}
