/**
 * Waits for all, then throws the first error if there is one: a database that is down does not stop the work on the others, and
 * nothing is still running when the function answers (Lambda would freeze it half-way).
 */
export async function allSettledOrThrow<const Work extends readonly unknown[]>(
  work: Work,
): Promise<{ -readonly [Index in keyof Work]: Awaited<Work[Index]> }> {
  const results = await Promise.allSettled(work);
  const values = results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
  return values as { -readonly [Index in keyof Work]: Awaited<Work[Index]> };
}
