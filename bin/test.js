#!/usr/bin/env node
/**
 * `npm test`: all tests; further arguments go to vitest. The last lines say on which targets the end-to-end suite ran, and
 * `N passed, N failed`. A wrapper and not a reporter of vitest, so that they are printed even if vitest dies.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChild } from './lib/child.js';
import { endWithNpm } from './lib/end-with-npm.js';
import { localStackMissing } from './lib/localstack.js';
import { root } from './lib/paths.js';
import { prepare } from './lib/prepare.js';
import { closingLine, targetLines } from './lib/test-result.js';
import { runLauncher } from './lib/user-error.js';

endWithNpm();
await runLauncher(async () => {
  await prepare();
  const directory = mkdtempSync(join(tmpdir(), 'zeroloss-result-'));
  try {
    process.exitCode = await runTests(join(directory, 'result.json'));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

/**
 * @param {string} resultFile
 * @returns {Promise<number>} vitest's exit code
 */
async function runTests(resultFile) {
  const chosen = process.argv.slice(2);
  const missing = chosen.length === 0 ? await localStackMissing() : undefined;
  // In CI its suite runs all the same, and fails with the reason.
  const without = missing && !process.env.CI ? ['--project=!e2e-localstack'] : [];
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultFile}`];
  const code = await runChild(process.execPath, [vitest, 'run', ...reporters, ...without, ...chosen], { stdout: 1 });
  const result = readResult(resultFile);
  for (const line of targetLines(result, missing)) console.log(line);
  console.log(closingLine(result, code));
  return code;
}

/**
 * Returns undefined if vitest ended before it wrote one.
 * @param {string} path
 */
function readResult(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
