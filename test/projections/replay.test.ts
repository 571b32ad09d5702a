/** Replays and rebuilds on the running system, by the command line: what they find, and that they change nothing. */
import { EventEmitter } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteArchiveCommand, ListReplaysCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { transferIdOf } from '../../events/index.ts';
import { type System, startSystem } from '../../infra/local/system.ts';
import { shardUrls, withClient } from '../../services/database/databases.ts';
import { askCommand, runCommand } from '../support/command-line.ts';

let system: System;
let dataDir = '';
const database = new URL(inject('templateUrl'));
database.pathname = `/replay_${process.pid}`;

const zeroloss = (args: string) => runCommand(dataDir, args);
const json = (args: string, signals?: EventEmitter) => askCommand(dataDir, args, signals ? { signals } : {});
const sql = (url: string, statement: string) => withClient(url, (client) => client.query(statement));

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'zeroloss-replay-'));
  const nobody = { info() {}, warn() {}, error() {} };
  const ports = { awsPort: 0, httpPort: 0, postgresPort: 0 };
  system = await startSystem({
    ...{ dataDir, ...ports, databaseUrl: database.href, shards: 2, mayLoseData: true, log: nobody, progress: () => {} },
  });
  await zeroloss('account open alice --currency EUR --balance 1000.00');
  await zeroloss('account open bob --currency EUR');
  await zeroloss('account open cold --currency EUR');
  await zeroloss('account freeze cold');
  for (const key of ['a', 'b', 'c']) await zeroloss(`transfer alice bob 1.50 EUR --key ${key}`);
  await zeroloss('transfer alice cold 2.00 EUR --key rolled-back');
  await zeroloss('transfer bob alice 900 EUR --key rejected');
  await zeroloss('transfer alice alice 1 EUR --key refused');
  await waitForProjections(6);
}, 120_000);
afterAll(async () => {
  await system.stop();
  const maintenance = new URL(database);
  maintenance.pathname = '/postgres';
  for (const url of shardUrls(database.href, 2)) {
    await sql(maintenance.href, `drop database if exists ${new URL(url).pathname.slice(1)} with (force)`);
  }
  await rm(dataDir, { recursive: true, force: true });
});

/** Waits until so many requests have their last fact in the read models. */
async function waitForProjections(ended: number): Promise<void> {
  const last = /"name":"Transfer(Completed|Rejected|RolledBack|RequestRefused)"/;
  const lookup = async () => {
    const { stdout } = await zeroloss('projections dump');
    expect(stdout.split('\n').filter((line) => last.test(line))).toHaveLength(ended);
  };
  await vi.waitFor(lookup, { timeout: 20_000, interval: 200 });
}

async function emptyModels(): Promise<void> {
  for (const url of shardUrls(database.href, 2))
    await sql(url, 'truncate projection.fact, projection.transfer_status, projection.account_activity');
}

const digest = async () => (await json('projections digest')).value;
const entries = async () => (await json('account entries alice')).value;

describe('what the read models show', () => {
  test('a transfer with its facts', async () => {
    const id = transferIdOf('zeroloss-cli', 'rolled-back');
    const { value } = await json(`projections transfer ${id}`);
    expect(value).toMatchObject({
      status: 'RolledBack',
      reason: 'AccountFrozen',
      amount: '2.00',
      needsAttentionAt: null,
    });
    expect(value.facts.map(({ name }: { name: string }) => name)).toEqual([
      'TransferAccepted',
      'AccountDebited',
      'TransferRolledBack',
    ]);
    expect((await zeroloss(`projections transfer ${id}`)).stdout).toContain('status     RolledBack (AccountFrozen)');
  });

  test('an account, in pages over both shards, as in its statement', async () => {
    const all: Record<string, string>[] = [];
    let next: string | null = '';
    while (next !== null) {
      const { value } = await json(`projections account alice --limit 2${next ? ` --after ${next}` : ''}`);
      all.push(...value.activity);
      next = value.next;
    }
    const statement = (await entries()).entries.filter(({ step }: { step: string }) => step !== 'opening');
    const line = ({ kind, step, amount, transferId, counterparty }: Record<string, string>) =>
      `${kind ?? step} ${amount} ${counterparty} ${transferId}`;
    expect(all.map(line).sort()).toEqual(statement.map(line).sort());
    expect(all.map(({ occurredAt }) => occurredAt)).toEqual(
      all
        .map(({ occurredAt }) => occurredAt)
        .sort()
        .reverse(),
    );
    expect((await zeroloss('projections account bob')).stdout).toMatch(/credit +alice +1\.50 +EUR/);
    expect((await zeroloss('projections account nobody')).stdout).toBe('no activity\n');
  });
});

describe('replay', () => {
  test('of all requests changes nothing, and says so', async () => {
    const before = [await digest(), await entries()];
    const { exitCode, value } = await json('replay requests');
    expect(exitCode).toBe(0);
    expect(value).toMatchObject({
      source: 'requests',
      state: 'COMPLETED',
      consumed: true,
      delivered: 6,
      new: 0,
      known: 6,
    });
    expect([await digest(), await entries()]).toEqual(before);
  });

  test('of facts finds them known; of a time without any finds none', async () => {
    const { facts } = await digest();
    const all = await json('replay facts --rule zeroloss-projections');
    expect(all.value).toMatchObject({ delivered: facts, new: 0, known: facts, rules: ['zeroloss-projections'] });
    const none = await json('replay facts --from 2020-01-01 --to 2020-01-02T03:04:05+06:00');
    expect(none.value).toMatchObject({
      from: '2020-01-01T00:00:00.000Z',
      to: '2020-01-01T21:04:05.000Z',
      delivered: 0,
    });
    expect((await zeroloss('replay facts')).stdout).toMatch(/^state +COMPLETED, and all of it consumed$/m);
  });

  test('brings back what a read model lost', async () => {
    const before = await digest();
    await emptyModels();
    expect((await digest()).facts).toBe(0);
    expect((await json('replay facts')).value).toMatchObject({ delivered: before.facts, new: before.facts, known: 0 });
    expect(await digest()).toEqual(before);
  });

  test('is cancelled by Ctrl-C', async () => {
    const signals = new EventEmitter();
    await system.host.pause('zeroloss-projections');
    const replaying = json('replay facts', signals);
    await expect.poll(() => signals.listenerCount('SIGINT')).toBe(1);
    signals.emit('SIGINT');
    const { exitCode, value } = await replaying;
    system.host.resume('zeroloss-projections');
    // A replay this short may end before it is cancelled: then what it sent was not consumed yet.
    expect([
      [1, 'CANCELLED', false],
      [4, 'COMPLETED', false],
    ]).toContainEqual([exitCode, value.state, value.consumed]);
    expect(signals.listenerCount('SIGINT')).toBe(0);
    const { Replays } = await system.clients.events.send(new ListReplaysCommand({ State: 'RUNNING' }));
    expect(Replays).toEqual([]);
  });

  test('that is not consumed in time is still open', async () => {
    await system.host.pause('zeroloss-projections');
    const { exitCode, value } = await json('replay facts --timeout 1');
    system.host.resume('zeroloss-projections');
    expect([exitCode, value.state, value.consumed, value.delivered]).toEqual([4, 'COMPLETED', false, 0]);
    await json('replay facts --from 2020-01-01 --to 2020-01-02'); // waits for what the queue still holds
  });

  test.each([
    ['replay', 2, "missing required argument 'requests|facts'"],
    ['replay outcomes', 2, 'what to replay is "outcomes"; it must be one of requests, facts'],
    ['replay facts --from yesterday', 2, '--from is "yesterday"; it must be an ISO 8601 time'],
    ['replay facts --to 2026-02-30', 2, '--to is "2026-02-30"; it must be an ISO 8601 time'],
    ['replay facts --from 2026-01-02 --to 2026-01-01', 2, '--from is 2026-01-02T00:00:00.000Z; it must be before --to'],
    ['replay facts --to 2999-01-01', 2, '--to is 2999-01-01T00:00:00.000Z, which is in the future'],
    ['replay facts --rule no-such-rule', 1, 'the bus zeroloss has no rule no-such-rule'],
    ['projections transfer 17', 2, 'the transfer id is "17"; it must be a UUID'],
    [
      'projections transfer 7d54ac49-2334-5da6-b12d-8e2d46d0f6b1',
      1,
      'the read models have no fact about a transfer 7d54ac49',
    ],
    ['facts publish --from yesterday', 2, '--from is "yesterday"; it must be an ISO 8601 time'],
    [
      'facts publish --from 2026-01-02 --to 2026-01-01',
      2,
      '--from is 2026-01-02T00:00:00.000Z; it must be before --to',
    ],
    ['facts publish --transfer 17', 2, 'the transfer id is "17"; it must be a UUID'],
    ['projections', 2, 'a command is missing'],
  ])('"%s" exits %i and says: %s', async (args, exitCode, sentence) => {
    const asked = await json(args);
    expect(asked.exitCode).toBe(exitCode);
    expect(asked.value.error.message).toContain(sentence);
  });
});

describe('projections rebuild', () => {
  test('leaves every row as it was', async () => {
    const before = await digest();
    const { exitCode, value } = await json('projections rebuild');
    expect([exitCode, value.identical, value.before, value.after]).toEqual([0, true, before, before]);
    expect((await zeroloss('projections rebuild')).stdout).toContain('Every row is as before');
  });

  test('on a live system ends with every fact', async () => {
    const { facts } = await digest();
    const keys = Array.from({ length: 12 }, (_, number) => `meanwhile-${number}`);
    const rebuilding = json('projections rebuild');
    for (const key of keys) await zeroloss(`transfer alice bob 0.01 EUR --key ${key}`);
    expect((await rebuilding).exitCode).toBe(0);
    await waitForProjections(6 + keys.length);
    const after = await digest();
    expect(after.facts).toBe(facts + 3 * keys.length);
    expect((await json('projections rebuild')).value).toMatchObject({ identical: true, before: after, after });
  });

  test('brings back what neither the models nor the archive have any more', async () => {
    const before = await digest();
    await emptyModels();
    await system.clients.events.send(new DeleteArchiveCommand({ ArchiveName: 'zeroloss-facts' }));
    const { value } = await json('projections rebuild');
    expect([value.identical, value.before.facts, value.after]).toEqual([false, 0, before]);
  });
});

describe('facts publish', () => {
  test('counts what it would publish', async () => {
    const { facts } = await digest();
    const { exitCode, value } = await json('facts publish --dry-run');
    expect(exitCode).toBe(0);
    expect(value).toMatchObject({ dryRun: true, facts, byName: { TransferCompleted: 15, TransferRequestRefused: 1 } });
    expect((await zeroloss('facts publish --dry-run')).stdout).toContain(`${facts} facts would be published.`);
  });

  test('brings facts back to subscribers that lost them, and changes nothing for those that did not', async () => {
    const before = await digest();
    await zeroloss('facts publish');
    await emptyModels();
    const { value } = await json('facts publish');
    expect(value).toMatchObject({ dryRun: false, facts: before.facts });
    await vi.waitFor(async () => expect(await digest()).toEqual(before), { timeout: 20_000, interval: 200 });
    expect((await json('proof')).value).toMatchObject({ ok: true });
  });

  test('of one transfer, and of a time', async () => {
    const id = transferIdOf('zeroloss-cli', 'rolled-back');
    expect((await json(`facts publish --transfer ${id}`)).value).toMatchObject({
      facts: 3,
      byName: { TransferAccepted: 1, AccountDebited: 1, TransferRolledBack: 1 },
    });
    expect((await json('facts publish --to 2020-01-01')).value).toMatchObject({ facts: 0 });
  });
});
