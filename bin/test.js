#!/usr/bin/env node
/**
 * `npm test`: all tests. Further arguments go to vitest. The last lines say on which targets the end-to-end suite ran, and count:
 * `N passed, N failed`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChild } from './lib/child.js';
import { ensureGenerated } from './lib/generated.js';
import { ensureInstalled } from './lib/installed.js';
import { localStackMissing } from './lib/localstack.js';
import { requireNode } from './lib/node-version.js';
import { root } from './lib/paths.js';
import { run } from './lib/stop.js';
import { closingLine, targetLines } from './lib/test-result.js';

await run(async () => {
  requireNode();
  await ensureInstalled();
  await ensureGenerated();
  const directory = mkdtempSync(join(tmpdir(), 'zeroloss-result-'));
  try {
    process.exitCode = await runTests(join(directory, 'result.json'));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

async function runTests(resultFile) {
  const chosen = process.argv.slice(2);
  const missing = chosen.length === 0 ? localStackMissing() : undefined;
  // Where every tool is wanted, its suite runs all the same, and fails with the reason.
  const without = missing && !process.env.CI ? ['--project=!e2e-localstack'] : [];
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultFile}`];
  const args = [vitest, 'run', ...reporters, ...without, ...chosen];
  const code = await runChild(process.execPath, args, { stdout: 1 });
  const result = readResult(resultFile);
  for (const line of targetLines(result, missing)) console.log(line);
  console.log(closingLine(result, code));
  return code;
}

/** Undefined when vitest ended before it wrote one. */
function readResult(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
