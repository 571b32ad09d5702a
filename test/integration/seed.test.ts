/** `npm run seed` as a user runs it. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { withClient } from '../../services/database/databases.ts';
import { rootDir } from '../../services/operator/root.ts';
import { writeRuntimeFile } from '../../services/operator/runtime-file.ts';
import { databaseTest as test } from '../support/database.ts';

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

function seed(dataDir: string, ...args: string[]): Promise<Ended> {
  const env = { ...process.env, ZEROLOSS_DATA_DIR: dataDir };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(rootDir, 'bin/zeroloss.js'), 'seed', ...args],
      { env },
      (_, stdout, stderr) => resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

test('the sample accounts are opened once, and one that exists stays as it is', async ({ database }) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'zeroloss-seed-'));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  expect(await seed(dataDir, '--json')).toMatchObject({
    exitCode: 1,
    stdout: expect.stringMatching(/^\{"error":\{"code":"NotRunning","message":"no system runs on /),
    stderr: expect.stringContaining('start one with npm start'),
  });
  const endpoint = 'http://127.0.0.1:1';
  await writeRuntimeFile(dataDir, {
    version: 1,
    pid: process.pid,
    endpoint,
    http: endpoint,
    databaseUrls: [...database.serviceUrls],
    auditUrls: [...database.auditUrls],
    projectionsUrls: [...database.projectionsUrls],
    openBoundSeconds: 300,
  });

  const first = await seed(dataDir);
  expect(first.exitCode).toBe(0);
  expect(first.stdout).toContain('shop-jpy JPY opened\n');
  const [owner = ''] = database.ownerUrls;
  const stored = () =>
    withClient(owner, async (client) => (await client.query('select * from account order by id')).rows);
  const opened = await stored();
  expect(opened).toHaveLength(6);

  const second = await seed(dataDir, '--json');
  const { accounts } = JSON.parse(second.stdout);
  expect(accounts).toHaveLength(6);
  expect(accounts).toContainEqual({ id: 'anna', currency: 'EUR', opened: false });
  expect(await stored()).toEqual(opened);

  expect(await seed(dataDir, '--frob')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("unknown option '--frob'; zeroloss --help shows what there is"),
  });
});
