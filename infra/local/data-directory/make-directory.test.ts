import { mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeDirectory } from './make-directory.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'zeroloss make-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

test('makes missing directories, repeatedly and two at once', async () => {
  const path = join(home, 'a', 'b c', 'd');
  await Promise.all([makeDirectory(path, 0o700), makeDirectory(path, 0o700)]);
  await makeDirectory(path, 0o700);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
});

test('accepts a link to a directory', async () => {
  await symlink(home, join(home, 'link'));
  await makeDirectory(join(home, 'link', 'a'));
  await makeDirectory(join(home, 'link'));
  expect((await stat(join(home, 'a'))).isDirectory()).toBe(true);
});

test.each([
  ['a file with its name', 'file', 'ENOTDIR'],
  ['a file above it', 'file/a/b', 'ENOTDIR'],
  ['a dangling link', 'nowhere', 'EEXIST'],
])('%s', async (_, name, code) => {
  await writeFile(join(home, 'file'), '');
  await symlink(join(home, 'missing'), join(home, 'nowhere'));
  await expect(makeDirectory(join(home, name))).rejects.toMatchObject({ code });
});

test.runIf(process.platform === 'linux')('refuses on a file system that makes no directories', async () => {
  await expect(makeDirectory('/proc/zeroloss/a')).rejects.toMatchObject({ code: 'ENOENT' });
});
