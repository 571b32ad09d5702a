/** `npm run demo`, as a user runs it. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { rootDir } from '../../services/operator/root.ts';

const demo = async (shards: number) => {
  const env = { ...process.env, LEDGER_SHARDS: String(shards) };
  const { stdout } = await promisify(execFile)(process.execPath, [join(rootDir, 'bin/zeroloss.js'), 'demo', '--json'], {
    env,
  });
  return JSON.parse(stdout) as { ok: boolean; transfers: { title: string; outcome: string; reasons: string[] }[] };
};

test.concurrent.each([1, 2])('every safe ending, on %i shard(s)', { timeout: 180_000 }, async (shards) => {
  const { ok, transfers } = await demo(shards);
  expect(transfers.map(({ title, outcome, reasons }) => [title, outcome, reasons.join()])).toEqual([
    ['a transfer', 'Completed', ''],
    ['more than there is', 'Rejected', 'InsufficientFunds'],
    ['the destination is frozen', 'RolledBack', 'AccountFrozen'],
    ['the same event five times', 'Completed', ''],
    ['the same key, another amount', 'Refused', 'IdempotencyKeyReuse'],
    ['a malformed request', 'Refused', 'InvalidType,SameAccount,UnknownField'],
    ['credit is down, and back too late', 'RolledBack', 'TimedOut'],
  ]);
  expect(ok).toBe(true);
});
