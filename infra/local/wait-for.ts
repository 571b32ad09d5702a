/** Polling, for the demo and for tests of whole systems. */
import { setTimeout as wait } from 'node:timers/promises';

const pollMs = 25;

/** Calls `look` until it returns something. @throws Error with `complaint` after the time-out */
export async function waitFor<T>(timeoutMs: number, complaint: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`${complaint} after ${timeoutMs / 1000} s`);
    await wait(pollMs);
  }
}
