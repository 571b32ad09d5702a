/** What is left of a local cloud's files after an accident, and what people are told. */
import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StartupError } from '../startup-error.ts';
import { DamagedCloud, damaged, discardCloud, emptyDataDirectory, lockDataDirectory } from './data-directory.ts';

let dataDir = '';
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'zeroloss-data-'));
  // Enough to be written to tables, and opened twice, which ends the log.
  for (const run of ['first', 'second']) {
    const level = await lockDataDirectory(dataDir);
    for (let n = 0; n < 600; n += 1) await level.put(`${run} ${n}`, 'x'.repeat(60_000));
    await level.close();
  }
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

async function cloudFile(pattern: RegExp): Promise<string> {
  const name = (await readdir(join(dataDir, 'cloud'))).find((each) => pattern.test(each));
  if (!name) throw new Error(`no file ${pattern}`);
  return join(dataDir, 'cloud', name);
}

const accidents: [string, () => Promise<void>][] = [
  ['an empty CURRENT', async () => truncate(await cloudFile(/^CURRENT$/))],
  ['no CURRENT', async () => rm(await cloudFile(/^CURRENT$/))],
  ['a CURRENT that names nothing', async () => writeFile(await cloudFile(/^CURRENT$/), 'MANIFEST-999999\n')],
  ['an empty MANIFEST', async () => truncate(await cloudFile(/^MANIFEST/))],
  ['no MANIFEST', async () => rm(await cloudFile(/^MANIFEST/))],
  ['a table that is missing', async () => rm(await cloudFile(/\.ldb$/))],
];

test.each(accidents)('%s: the sentence keeps the ledger, and the command goes on', async (_, happen) => {
  await happen();
  const before = await readdir(join(dataDir, 'cloud'));
  const refusal = lockDataDirectory(dataDir);
  await expect(refusal).rejects.toBeInstanceOf(DamagedCloud);
  await expect(refusal).rejects.toThrow('npm start -- --discard-cloud` puts them aside and goes on from the ledger');
  await expect(refusal).rejects.not.toThrow('--fresh');
  expect(await readdir(join(dataDir, 'cloud'))).toEqual(expect.arrayContaining(before.filter((n) => /ldb$/.test(n))));

  await writeFile(join(dataDir, 'postgres'), 'the ledger');
  const lines: string[] = [];
  await discardCloud(dataDir, (line) => lines.push(line));
  expect(lines).toEqual([
    expect.stringMatching(/put aside, in .*cloud\.discarded-\S+; the ledger goes on without them$/),
  ]);
  await (await lockDataDirectory(dataDir)).close();
  expect(await readdir(dataDir)).toEqual(['cloud', expect.stringMatching(/^cloud\.discarded-/), 'postgres']);

  await emptyDataDirectory(dataDir, () => {});
  expect(await readdir(dataDir)).toEqual([]);
});

test('a table that cannot be read is found by the first who reads it', async () => {
  const table = await cloudFile(/\.ldb$/);
  await truncate(table);
  const level = await lockDataDirectory(dataDir);
  const reading = (async () => {
    for await (const _ of level.iterator());
  })();
  const fault = await reading.then(
    () => undefined,
    (error: unknown) => error,
  );
  await level.close();
  expect(damaged(dataDir, fault)).toBeInstanceOf(DamagedCloud);
});

test('nothing is put aside while a system runs, and other errors are no damage', async () => {
  const level = await lockDataDirectory(dataDir);
  await expect(discardCloud(dataDir, () => {})).rejects.toThrow(StartupError);
  await expect(discardCloud(dataDir, () => {})).rejects.toThrow('already runs');
  await level.close();
  expect(damaged(dataDir, new Error('IO error: /data/cloud/000005.ldb: No space left on device'))).toBeUndefined();
});
