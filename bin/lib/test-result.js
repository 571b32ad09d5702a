/** The parts of vitest's JSON report that are used here. */
/** @typedef {{status: string, ancestorTitles: string[], duration?: number | undefined}} Test */
/** @typedef {{testResults: {status: string, assertionResults: Test[]}[]}} Report */

/**
 * Failures outside of any test (a file that does not load, an uncaught error) count as one each.
 * @param {Report | undefined} result undefined if vitest wrote none
 * @param {number} exitCode vitest's
 * @returns {string} `N passed, N failed`, and `, N skipped` if any were
 */
export function closingLine(result, exitCode) {
  /** @param {string[]} states */
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

/** The title of the end-to-end suite: `end to end, local`. */
const suite = /^end to end, (.+)$/;

/**
 * @param {Report | undefined} result
 * @param {string | undefined} localStackMissing why this machine cannot have LocalStack
 * @returns {string[]} a line per target of the end-to-end suite: `end to end on local: 17 passed, 0 failed in 95 s`
 */
export function targetLines(result, localStackMissing) {
  /** @type {Map<string, Test[]>} */
  const byTarget = new Map();
  for (const { assertionResults } of result?.testResults ?? []) {
    for (const test of assertionResults) {
      const target = suite.exec(test.ancestorTitles[0] ?? '')?.[1];
      if (target) byTarget.set(target, [...(byTarget.get(target) ?? []), test]);
    }
  }
  const lines = [...byTarget].map(([target, tests]) => `end to end on ${target}: ${summary(tests)}`);
  return localStackMissing ? [...lines, `end to end not on localstack: ${localStackMissing}`] : lines;
}

/** @param {Test[]} tests */
function summary(tests) {
  /** @param {string} status */
  const count = (status) => tests.filter((test) => test.status === status).length;
  const passed = count('passed');
  const failed = count('failed');
  const skipped = tests.length - passed - failed;
  const seconds = Math.round(tests.reduce((sum, { duration = 0 }) => sum + duration, 0) / 1000);
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''} in ${seconds} s`;
}
