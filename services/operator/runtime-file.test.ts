import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rootDir } from './root.ts';
import {
  dataDirectory,
  type RuntimeFile,
  RuntimeFileError,
  readRuntimeFile,
  removeRuntimeFile,
  writeRuntimeFile,
} from './runtime-file.ts';

let dataDir = '';
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'zeroloss-runtime-file-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const file: RuntimeFile = {
  version: 1,
  pid: 4711,
  endpoint: 'http://127.0.0.1:4566',
  http: 'http://127.0.0.1:8080',
  databaseUrls: ['postgresql://zeroloss_service:secret@127.0.0.1:54329/zeroloss'],
  auditUrls: ['postgresql://zeroloss_audit:secret@127.0.0.1:54329/zeroloss'],
  projectionsUrls: ['postgresql://zeroloss_projections:secret@127.0.0.1:54329/zeroloss'],
  openBoundSeconds: 484,
};

test('what is written can be read back, only by its owner, and no draft is left', async () => {
  await writeRuntimeFile(dataDir, file);
  expect(await readRuntimeFile(dataDir)).toEqual(file);
  expect((await stat(join(dataDir, 'runtime.json'))).mode & 0o777).toBe(0o600);
  expect(await readdir(dataDir)).toEqual(['runtime.json']);
  await removeRuntimeFile(dataDir);
  await expect(readRuntimeFile(dataDir)).rejects.toThrow(RuntimeFileError);
  await removeRuntimeFile(dataDir);
});

test('a relative data directory is relative to the clone, whatever the working directory', () => {
  expect(dataDirectory({})).toBe(join(rootDir, '.zeroloss'));
  const here = process.cwd();
  process.chdir(tmpdir());
  try {
    expect(dataDirectory({ ZEROLOSS_DATA_DIR: 'data/one' })).toBe(join(rootDir, 'data', 'one'));
    expect(dataDirectory({ ZEROLOSS_DATA_DIR: dataDir })).toBe(resolve(dataDir));
  } finally {
    process.chdir(here);
  }
});

test.each([
  ['invalid JSON', '{', 'cannot be read'],
  ['another version', JSON.stringify({ ...file, version: 2 }), 'has another version or is damaged (version'],
  ['a missing field', JSON.stringify({ ...file, auditUrls: undefined }), '(auditUrls'],
  ['no database', JSON.stringify({ ...file, databaseUrls: [] }), '(databaseUrls'],
])('%s is reported', async (_, text, sentence) => {
  await writeFile(join(dataDir, 'runtime.json'), text);
  await expect(readRuntimeFile(dataDir)).rejects.toThrow(sentence);
});
