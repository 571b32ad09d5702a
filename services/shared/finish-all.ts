/**
 * Waits for all of them, then throws the first fault if there is one: work on one database does not end because another one is
 * down, and none goes on after its function has answered (Lambda would freeze it half-way).
 */
export async function finishAll<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(work);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
