/** A ledger on real PostgreSQL with a recording AWS side, for tests that call the handlers. */
import { randomUUID } from 'node:crypto';
import type { SQSRecord } from 'aws-lambda';
import type { QueryResultRow } from 'pg';
import { derivedId, type TransferOrder, transferIdOf } from '../../events/index.ts';
import { withClient } from '../../services/database/databases.ts';
import { Shards } from '../../services/database/shards.ts';
import { execute, transaction } from '../../services/database/transaction.ts';
import { intake } from '../../services/intake/intake.ts';
import { type IncomingRequest, readRequest } from '../../services/intake/request.ts';
import { chainPosting, issuance } from '../../services/ledger/chain.ts';
import { type StepCommand, toStepCommand } from '../../services/ledger/command.ts';
import { insertEntries } from '../../services/ledger/queries/insert-entries.ts';
import { updateAccounts } from '../../services/ledger/queries/update-accounts.ts';
import { type Environment, type SweeperConfig, sweeperConfig } from '../../services/runtime/config.ts';
import { MemoryMetrics } from '../../services/runtime/metrics.ts';
import type { Configured } from '../../services/runtime/runtime.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { RecordingCloud } from './recording-cloud.ts';

export interface TestAccount {
  readonly id: string;
  readonly currency?: string;
  readonly status?: 'open' | 'frozen' | 'closed';
  /** Minor units. */
  readonly balance?: bigint;
  readonly overdraftLimit?: bigint;
}

/** With the configuration of every function. */
export type TestRuntime = Configured<SweeperConfig> & { readonly metrics: MemoryMetrics };

export interface TestLedger {
  readonly database: TestDatabase;
  readonly cloud: RecordingCloud;
  readonly runtime: TestRuntime;
  /** Messages logged, with their level. */
  readonly logged: string[];
  openAccounts(accounts: readonly TestAccount[]): Promise<void>;
  /** Lets intake accept them. */
  accept(orders: readonly TransferOrder[]): Promise<void>;
  setStatus(changes: readonly { readonly id: string; readonly status: string }[]): Promise<void>;
  /** Rows of all shards. */
  rows<R extends QueryResultRow>(sql: string, values?: unknown[]): Promise<R[]>;
  /** Runs a change that the services' role may not make, in all shards. */
  asOwner(sql: string, values?: unknown[]): Promise<void>;
  /** The runtime of a second process: same databases, connections of its own. */
  another(cloud?: RecordingCloud): Promise<TestRuntime>;
  drop(): Promise<void>;
}

/** What the functions are created with. */
export const environment: Environment = {
  EVENT_BUS_NAME: 'zeroloss',
  STATE_MACHINE_ARN: 'arn:aws:states:eu-central-1:000000000000:stateMachine:zeroloss-transfer',
  MESSAGE_MAX_FAULTS: '5',
  OUTBOX_LEASE_SECONDS: '60',
  SWEEPER_FIRST_BOUND_SECONDS: '100',
  SWEEPER_LIMIT: '100',
  ATTENTION_ATTEMPT: '3',
};

/** A function's runtime on these databases. `logged` collects its log. */
export function testRuntime(
  shards: Shards,
  { clients }: RecordingCloud,
  env: Environment = {},
  logged: string[] = [],
): TestRuntime {
  const log = {
    info: (message: string) => logged.push(`info ${message}`),
    warn: (message: string) => logged.push(`warn ${message}`),
    error: (message: string) => logged.push(`error ${message}`),
  };
  const metrics = new MemoryMetrics();
  return { ...clients, config: sweeperConfig({ ...environment, ...env }), shards, log, metrics, now: () => new Date() };
}

export async function openLedger(shardCount: number, env: Environment = {}): Promise<TestLedger> {
  const database = await createTestDatabase(shardCount);
  const cloud = new RecordingCloud();
  const logged: string[] = [];
  const opened: Shards[] = [];
  const another = async (itsCloud = cloud): Promise<TestRuntime> => {
    const shards = await Shards.open(database.serviceUrls);
    opened.push(shards);
    return testRuntime(shards, itsCloud, env, logged);
  };
  const runtime = await another();
  const { shards } = runtime;
  return {
    database,
    cloud,
    runtime,
    logged,
    another,
    openAccounts: (accounts) => openAccounts(shards, accounts),
    accept: (orders) => intake(runtime, orders.map(requestFor)),
    async setStatus(changes) {
      for (const [{ pool }, here] of shards.group(changes, ({ id }) => id)) {
        await pool.query(
          `update account set status = change.status
             from unnest($1::text[], $2::account_status[]) as change (id, status) where account.id = change.id`,
          [here.map(({ id }) => id), here.map(({ status }) => status)],
        );
      }
    },
    async rows<R extends QueryResultRow>(sql: string, values: unknown[] = []) {
      const results = await Promise.all(shards.all.map(({ pool }) => pool.query<R>(sql, values)));
      return results.flatMap(({ rows }) => rows);
    },
    async asOwner(sql, values = []) {
      for (const url of database.ownerUrls) await withClient(url, (client) => client.query(sql, values));
    },
    async drop() {
      await database.drop(); // first, because a statement that a failed test left running would keep the pools open
      await Promise.all(opened.map((each) => each.close()));
    },
  };
}

/** Posts opening balances against issuance, so that all entries sum to zero from the start. */
async function openAccounts(shards: Shards, accounts: readonly TestAccount[]): Promise<void> {
  for (const [{ pool }, here] of shards.group(accounts, ({ id }) => id)) {
    await transaction(pool, async (tx) => {
      await tx.query(
        `insert into account (id, currency, status, overdraft_limit)
         select * from unnest($1::text[], $2::text[], $3::account_status[], $4::bigint[])`,
        [
          here.map(({ id }) => id),
          here.map(({ currency = 'EUR' }) => currency),
          here.map(({ status = 'open' }) => status),
          here.map(({ overdraftLimit = 0n }) => overdraftLimit),
        ],
      );
      const at = new Date().toISOString();
      const posted = here.flatMap(({ id, currency = 'EUR', balance = 0n }) => {
        if (balance === 0n) return [];
        const opening = { step: 'opening', accountId: id, systemAccountId: issuance(currency), currency } as const;
        const start = { entryCount: 0n, chainHash: Buffer.alloc(32) };
        return chainPosting(
          start,
          { ...opening, transferId: randomUUID(), amount: balance, balanceAfter: balance },
          at,
        );
      });
      if (posted.length === 0) return;
      await execute(tx, insertEntries(posted, at));
      const opened = posted.map(({ accountId, balanceAfter, entryNumber, chainHash, currency }) => ({
        id: accountId,
        balance: balanceAfter,
        entryCount: entryNumber,
        chainHash,
        currency,
        status: 'open' as const,
        overdraftLimit: 0n,
      }));
      await execute(tx, updateAccounts(opened));
    });
  }
}

/** The request from which intake makes this order. */
export function requestFor({ transferId, traceparent, ...request }: TransferOrder): IncomingRequest {
  const detail = { schemaVersion: 1, ...request, ...(traceparent ? { traceparent } : {}) };
  return readRequest({ messageId: transferId, body: JSON.stringify({ detail }) } as SQSRecord);
}

/** An order as intake makes it; the transfer id follows from the key. */
export function orderFor(key: string, terms: Partial<TransferOrder> = {}): TransferOrder {
  return {
    transferId: transferIdOf('test', key),
    requester: 'test',
    idempotencyKey: key,
    fromAccount: 'alice',
    toAccount: 'bob',
    amount: '1.00',
    currency: 'EUR',
    traceparent: null,
    ...terms,
  };
}

export function commandFor(order: TransferOrder, taskToken: string): StepCommand {
  return toStepCommand({ taskToken, transfer: order });
}

/** Id of the outbox row that answers the token. */
export function answerId(transferId: string, taskToken: string): string {
  return derivedId(transferId, `callback\n${taskToken}`);
}
