/**
 * Waits for all of them, then throws the first fault if there is one: work on one database does not end because another one is
 * down, and none goes on after its function has answered (Lambda would freeze it half-way).
 */
export async function finishAll<const Work extends readonly unknown[]>(
  work: Work,
): Promise<{ -readonly [Index in keyof Work]: Awaited<Work[Index]> }> {
  const results = await Promise.allSettled(work);
  const values = results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
  return values as { -readonly [Index in keyof Work]: Awaited<Work[Index]> };
}
