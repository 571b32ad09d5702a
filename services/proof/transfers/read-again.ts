/** Reads the missing parts of doubtful transfers once more, after all snapshots: deliveries first, registries last. */
import type { Shards } from '../../database/shards.ts';
import type { Column } from './cursor.ts';
import { creditSql, readCredit, readRegistry, registrySql } from './parts.ts';
import type { CreditPart, RegistryPart, TransferView } from './view.ts';

export interface SecondLook {
  readonly view: TransferView;
  readonly outcomeDelivered: boolean;
}

const these = 'any ($1::uuid[])';

/** @param views as seen in the snapshots; few at a time. */
export async function readAgain(shards: Shards, views: readonly TransferView[]): Promise<SecondLook[]> {
  const ids = views.map(({ id }) => id);
  const delivered = new Set<string>();
  const credits = new Map<string, CreditPart>();
  const registries = new Map<string, RegistryPart>();
  for (const { pool } of shards.all) {
    const { rows } = await pool.query<{ id: string }>(
      `select transfer_id as id from outbox where transfer_id = ${these} and kind = 'outcome' and delivered_at is not null and not moot`,
      [ids],
    );
    for (const { id } of rows) delivered.add(id);
  }
  for (const row of await rowsOf(shards, creditSql(`transfer_id = ${these}`), ids))
    credits.set(row[0] ?? '', readCredit(row));
  for (const row of await rowsOf(shards, registrySql(`id = ${these}`), ids))
    registries.set(row[0] ?? '', readRegistry(row));
  return views.map((view) => ({
    view: { ...view, destination: credits.get(view.id), registry: registries.get(view.id) },
    outcomeDelivered: delivered.has(view.id),
  }));
}

async function rowsOf(shards: Shards, text: string, ids: readonly string[]): Promise<Column[][]> {
  const answers = await Promise.all(
    shards.all.map(({ pool }) => pool.query<Column[]>({ text, values: [ids], rowMode: 'array' })),
  );
  return answers.flatMap(({ rows }) => rows);
}
