/**
 * The whole system from the outside: events in, events out, the workflow's ends, balances, the proof. One suite for every target
 * (see target.ts). After each test all workflows are compared with the ledger and the proof must hold.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { transferIdOf } from '../../events/index.ts';
import { accounts as demoAccounts, requester as demoRequester, scenarios } from '../../infra/local/demo/scenarios.ts';
import { balances, openAccounts as openDemoAccounts, play } from '../../infra/local/demo/showcase.ts';
import { waitFor } from '../../infra/local/wait-for.ts';
import { functionName, queueName } from '../../infra/names.ts';
import { Shards } from '../../services/database/shards.ts';
import { readRuntimeFile } from '../../services/operator/runtime-file.ts';
import { emptyModels } from '../../services/projections/queries/empty-models.ts';
import { proof } from '../../services/proof/proof.ts';
import { replaySources } from '../../services/replay/sources.ts';
import { books } from '../support/books.ts';
import { commandLine } from './command-line.ts';
import { openDeadLetters, send, takeWithoutFinishing } from './dead-letters.ts';
import { holdCalls } from './held-calls.ts';
import { accountId, idOf, openAccounts, outcomes, publish, registered, request, requester } from './requests.ts';
import { shuffledSpans } from './spans.ts';
import { Subscriber } from './subscriber.ts';
import { openTarget, type TestedSystem, targetName } from './target.ts';
import { disagreements } from './workflows.ts';

const name = targetName();
const onAws = name === 'aws';
/** For tests that pause a consumer, kill a function or read the data directory: they need the host on this machine. */
const here = test.skipIf(onAws);

const timeoutMs = 200_000;
const began = new Date();
let system: TestedSystem;
let subscriber: Subscriber;
/** Ids of transfers whose workflow has been compared already. */
const compared = new Set<string>();

beforeAll(async () => {
  system = await openTarget(name);
  subscriber = await Subscriber.open(system.clients);
  await openDemoAccounts(system);
  await openAccounts(system.shards, [...busyAccounts, 'ann', 'ben', 'cleo', 'dan']);
  // Each of its receives lasts a visibility time-out, so it is sent first and looked for last.
  await send(system.clients.sqs, queueName('rollback'), 'no command at all', 'poison');
}, 180_000);

afterAll(async () => {
  await subscriber?.close();
  await system?.stop();
}, 60_000);

afterEach(async () => {
  const { shards, audit, openBoundSeconds } = system;
  const all = await transfersOfThisRun(shards);
  const ended = all.filter(({ id, outcome }) => outcome !== null && !compared.has(id));
  expect(await disagreements(system, ended)).toEqual([]);
  for (const { id } of ended) compared.add(id);
  const { checks } = await proof(audit, { now: new Date(), boundSeconds: openBoundSeconds });
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
}, 120_000);

const busyAccounts = Array.from({ length: 20 }, (_, number) => `busy-${number}`);

async function transfersOfThisRun(shards: TestedSystem['shards']) {
  const answers = await Promise.all(
    shards.all.map(({ pool }) =>
      pool.query<{ id: string }>('select id from transfer where requester = any($1)', [[requester, demoRequester]]),
    ),
  );
  return registered(
    shards,
    answers.flatMap(({ rows }) => rows.map(({ id }) => id)),
  );
}

const balanceOf = async (account: string): Promise<string | undefined> => {
  const id = accountId(account);
  const sql = 'select balance::text from account where id = $1';
  return (await system.shards.of(id).pool.query<{ balance: string }>(sql, [id])).rows[0]?.balance;
};

/** Waits for that many facts about a transfer. @returns their names, sorted */
const heard = (transferId: string, facts: number) =>
  waitFor(30_000, `the subscriber did not hear ${facts} facts about ${transferId}`, async () => {
    const names = subscriber.heardOf(transferId);
    return names.length >= facts ? names : undefined;
  });

describe(`end to end, ${name}`, () => {
  test.each(scenarios.filter(({ down }) => !down))('demo: $title', { timeout: timeoutMs }, async (scenario) => {
    const { outcome, reasons, passed } = await play(system, scenario);
    expect({ outcome, reasons, passed }).toEqual({ ...scenario.expected, passed: true });
  });

  test('events out: every fact of a transfer is heard once, whoever requested it', { timeout: timeoutMs }, async () => {
    const id = transferIdOf(demoRequester, 'salary');
    expect(await heard(id, 3)).toEqual(['AccountDebited', 'TransferAccepted', 'TransferCompleted']);
    const gift = transferIdOf(demoRequester, 'gift');
    expect(await heard(gift, 3)).toEqual(['AccountDebited', 'TransferAccepted', 'TransferRolledBack']);
  });

  test('one request thirty times at once is one transfer', { timeout: timeoutMs }, async () => {
    const copies = Array.from({ length: 30 }, () => request('copied', 'ann', 'ben'));
    await publish(system, copies);
    expect(await outcomes(system.shards, copies, timeoutMs)).toEqual({ Completed: 1 });
    expect([await balanceOf('ann'), await balanceOf('ben')]).toEqual(['99900', '100100']);
  });

  test('200 transfers at once over 20 accounts', { timeout: 300_000 }, async () => {
    const busy = Array.from({ length: 200 }, (_, number) => {
      const from = number % busyAccounts.length;
      const to = (from + 1 + (number % (busyAccounts.length - 1))) % busyAccounts.length;
      return request(`busy-${number}`, `busy-${from}`, `busy-${to}`);
    });
    await publish(system, busy);
    const { Completed = 0, RolledBack = 0, ...others } = await outcomes(system.shards, busy, 280_000);
    expect({ ended: Completed + RolledBack, others }).toEqual({ ended: 200, others: {} });
    // On a very busy machine a step may outlast its time-out. Its transfer is then rolled back, which is safe and rare.
    expect(Completed).toBeGreaterThanOrEqual(190);
    const minorUnits = await Promise.all(busyAccounts.map(balanceOf));
    expect(minorUnits.reduce((sum, each) => sum + BigInt(each ?? 0), 0n)).toBe(20n * 100_000n);
  });

  here(
    'a request that is received often and never finished stays, and is done in the end',
    { timeout: timeoutMs },
    async () => {
      const { sqs } = system.clients;
      const taken = request('taken', 'ann', 'ben');
      await whileDown('intake', async () => {
        await publish(system, [taken]);
        await takeWithoutFinishing(sqs, queueName('intake'), accountId('ann'));
      });
      expect(await outcomes(system.shards, [taken], timeoutMs)).toEqual({ Completed: 1 });
    },
  );

  here('a consumer that is down only delays a transfer', { timeout: timeoutMs }, async () => {
    const waiting = request('waiting', 'cleo', 'dan');
    await whileDown('credit', async () => {
      await publish(system, [waiting]);
      expect(await heard(idOf(waiting), 2)).toEqual(['AccountDebited', 'TransferAccepted']);
      expect(await registered(system.shards, [idOf(waiting)])).toMatchObject([{ outcome: null }]);
    });
    expect(await outcomes(system.shards, [waiting], timeoutMs)).toEqual({ Completed: 1 });
  });

  here('a transfer survives intake and relay killed between commit and delivery', { timeout: timeoutMs }, async () => {
    const killed = request('killed', 'cleo', 'dan');
    const release = holdCalls(system.clients, ['start', 'event']);
    try {
      await publish(system, [killed]);
      await waitFor(timeoutMs, 'intake did not commit', async () => {
        const [found] = await registered(system.shards, [idOf(killed)]);
        return found;
      });
      // Only intake may deliver what it wrote until its lease ends. Then the relay claims it, and is killed too.
      await leasesEnded(killed);
      await expect(callRelay()).rejects.toThrow('Task timed out');
    } finally {
      release();
    }
    await leasesEnded(killed);
    await callRelay();
    expect(await outcomes(system.shards, [killed], timeoutMs)).toEqual({ Completed: 1 });
    expect(await heard(idOf(killed), 3)).toEqual(['AccountDebited', 'TransferAccepted', 'TransferCompleted']);
  });

  here('a transfer survives a debit killed between its commit and its answer', { timeout: timeoutMs }, async () => {
    const unanswered = request('unanswered', 'cleo', 'dan');
    const release = holdCalls(system.clients, ['callback']);
    try {
      await publish(system, [unanswered]);
      expect(await heard(idOf(unanswered), 2)).toEqual(['AccountDebited', 'TransferAccepted']);
    } finally {
      release();
    }
    await leasesEnded(unanswered);
    await callRelay();
    expect(await outcomes(system.shards, [unanswered], timeoutMs)).toEqual({ Completed: 1 });
  });

  here.each(scenarios.filter(({ down }) => down))('demo: $title', { timeout: timeoutMs }, async (scenario) => {
    const { passed } = await play({ ...system, host: machine().host }, scenario);
    expect(passed).toBe(true);
    const ended = demoAccounts.map(({ id, after }) => [id, after]);
    expect([...(await balances(system))]).toEqual(ended);
  });

  here('every request replayed twice, shuffled, changes nothing', { timeout: timeoutMs }, async () => {
    const published = scenarios.flatMap(({ details }) => details).length + 30 + 200 + 4;
    const before = await books(system.audit);
    const { dataDir } = machine();
    const runs = await Promise.all(
      shuffledSpans(began, new Date()).map((span) => commandLine(dataDir, ['replay', 'requests', ...span])),
    );
    expect(runs.map(({ state, new: added }) => ({ state, added }))).toEqual(
      runs.map(() => ({ state: 'COMPLETED', added: 0 })),
    );
    const known = runs.reduce((sum, run) => sum + Number(run.known), 0);
    expect(known).toBeGreaterThanOrEqual(2 * published);
    expect(await books(system.audit)).toEqual(before);
  });

  here('facts replayed into emptied projections build the same read models', { timeout: timeoutMs }, async () => {
    const { dataDir } = machine();
    const { after: ofTheLedger } = await commandLine(dataDir, ['projections', 'rebuild']);
    await emptyReadModels(dataDir);
    const replayed = await commandLine(dataDir, ['replay', 'facts', '--rule', replaySources.facts.rule]);
    expect(replayed).toMatchObject({ state: 'COMPLETED', consumed: true });
    expect(await commandLine(dataDir, ['projections', 'digest'])).toEqual(ofTheLedger);
  });

  test('only the message that is not a command is a dead letter', { timeout: timeoutMs }, async () => {
    expect(await openDeadLetters(system.shards, timeoutMs)).toEqual(['no command at all']);
  });
});

function machine(): NonNullable<TestedSystem['machine']> {
  if (!system.machine) throw new Error('this test needs the host of the functions on this machine');
  return system.machine;
}

async function emptyReadModels(dataDir: string): Promise<void> {
  const { projectionsUrls } = await readRuntimeFile(dataDir);
  const shards = await Shards.open(projectionsUrls, { connections: 1 });
  try {
    await Promise.all(shards.all.map(({ pool }) => emptyModels(pool)));
  } finally {
    await shards.close();
  }
}

/** Pauses a consumer while `work` runs, and resumes it even if `work` fails: later tests need it. */
async function whileDown(consumer: 'intake' | 'credit', work: () => Promise<void>): Promise<void> {
  const { host } = machine();
  await host.pause(functionName(consumer));
  try {
    await work();
  } finally {
    host.resume(functionName(consumer));
  }
}

/** Waits until anyone may deliver what is still in the outbox for a transfer. */
async function leasesEnded(request: Parameters<typeof idOf>[0]): Promise<void> {
  const sql = `select 1 from outbox where transfer_id = $1 and delivered_at is null and next_attempt_at > now()`;
  await waitFor(timeoutMs, `the leases on the outbox of ${request.idempotencyKey} did not end`, async () => {
    const leased = await Promise.all(system.shards.all.map(({ pool }) => pool.query(sql, [idOf(request)])));
    return leased.every(({ rows }) => rows.length === 0) || undefined;
  });
}

function callRelay(): Promise<unknown> {
  const { host, provisioned } = machine();
  const relay = provisioned.functions.find((each) => each.name === functionName('relay'));
  if (!relay) throw new Error('there is no relay');
  return host.call(relay.arn, { 'detail-type': 'Scheduled Event' });
}
