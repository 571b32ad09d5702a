/**
 * @param result vitest's JSON report, undefined if there is none
 * @param exitCode vitest's
 * @returns `N passed, N failed`, and `, N skipped` if any were. What fails outside of any test (a file that does not load,
 *   an error that nobody caught) counts as one failure.
 */
export function closingLine(result, exitCode) {
  const count = (...states) => tests.filter(({ status }) => states.includes(status)).length;
  const files = result?.testResults ?? [];
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const brokenFiles = files.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  );
  const failed = count('failed') + brokenFiles.length;
  const skipped = count('skipped', 'pending', 'todo', 'disabled');
  const line = `${count('passed')} passed, ${failed === 0 && exitCode !== 0 ? 1 : failed} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}
