/**
 * The read models as text that can be compared: a line of JSON per row, which does not depend on the number of databases.
 * `zeroloss projections dump` prints it; a digest is the SHA-256 of exactly these bytes.
 */
import { createHash } from 'node:crypto';
import type { PoolClient, QueryResultRow } from 'pg';
import type { Shards } from '../database/shards.ts';
import { activityColumns } from './queries/list-activity.ts';
import { factColumns } from './queries/read-facts.ts';
import { statusColumns } from './queries/read-status.ts';

interface Model {
  readonly name: string;
  readonly columns: string;
  readonly from: string;
  /** Columns of the key. Compared as text, which is the order of the database too. */
  readonly key: readonly string[];
  readonly orderBy: string;
}

const models = [
  {
    name: 'account-activity',
    columns: activityColumns,
    from: 'projection.account_activity',
    key: ['accountId', 'occurredAt', 'eventId'],
    orderBy: 'account_id, occurred_at, event_id',
  },
  {
    name: 'fact',
    columns: factColumns,
    from: 'projection.fact',
    key: ['eventId'],
    orderBy: 'event_id',
  },
  {
    name: 'transfer-status',
    columns: statusColumns,
    from: 'projection.transfer_status',
    key: ['transferId'],
    orderBy: 'transfer_id',
  },
] as const satisfies readonly Model[];

type ModelName = (typeof models)[number]['name'];

interface Line {
  readonly model: ModelName;
  readonly text: string;
}

/** Every row, from one snapshot per database, model by model, in the order of the key. */
export async function* dump(shards: Shards): AsyncGenerator<Line> {
  const clients: PoolClient[] = [];
  try {
    for (const { pool } of shards.all) {
      const client = await pool.connect();
      clients.push(client);
      await client.query('begin isolation level repeatable read read only');
    }
    for (const model of models) {
      for await (const row of inOrder(clients.map((client) => rowsOf(client, model)))) {
        yield { model: model.name, text: JSON.stringify({ model: model.name, ...row.fields }) };
      }
    }
  } finally {
    for (const client of clients) {
      await client.query('rollback').catch(() => {}); // it only read: on a lost connection there is nothing to roll back
      client.release();
    }
  }
}

export interface Digest {
  readonly accountActivity: number;
  readonly facts: number;
  readonly transferStatus: number;
  /** Of the dump, hexadecimal. */
  readonly sha256: string;
}

export async function digest(shards: Shards): Promise<Digest> {
  const counts = { 'account-activity': 0, fact: 0, 'transfer-status': 0 };
  const hash = createHash('sha256');
  for await (const { model, text } of dump(shards)) {
    counts[model] += 1;
    hash.update(`${text}\n`);
  }
  return {
    accountActivity: counts['account-activity'],
    facts: counts.fact,
    transferStatus: counts['transfer-status'],
    sha256: hash.digest('hex'),
  };
}

interface Row {
  readonly key: string;
  readonly fields: Record<string, unknown>;
}

const rowsPerFetch = 2000;

async function* rowsOf(client: PoolClient, { columns, from, key, orderBy }: Model): AsyncGenerator<Row> {
  await client.query(`declare dump no scroll cursor for select ${columns} from ${from} order by ${orderBy}`);
  for (;;) {
    const { rows } = await client.query<QueryResultRow>(`fetch ${rowsPerFetch} from dump`);
    for (const row of rows) {
      const fields = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)]));
      yield { key: key.map((name) => fields[name]).join('\n'), fields };
    }
    if (rows.length < rowsPerFetch) break;
  }
  await client.query('close dump');
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'bigint' ? value.toString() : value;
}

/** Merges ordered streams into one. */
async function* inOrder(streams: readonly AsyncGenerator<Row>[]): AsyncGenerator<Row> {
  const open: { head: Row; readonly stream: AsyncGenerator<Row> }[] = [];
  for (const stream of streams) {
    const { done, value } = await stream.next();
    if (!done) open.push({ head: value, stream });
  }
  while (open.length > 0) {
    const first = open.reduce((min, each) => (each.head.key < min.head.key ? each : min));
    yield first.head;
    const { done, value } = await first.stream.next();
    if (done) open.splice(open.indexOf(first), 1);
    else first.head = value;
  }
}
