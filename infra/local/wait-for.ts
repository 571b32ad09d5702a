/** Waiting for what others do, by looking again and again: the demo, and tests of whole systems. */
import { setTimeout as wait } from 'node:timers/promises';

const pollMs = 25;

/** Tries until `look` finds something. @throws Error with `complaint` */
export async function waitFor<T>(timeoutMs: number, complaint: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`${complaint} after ${timeoutMs / 1000} s`);
    await wait(pollMs);
  }
}
