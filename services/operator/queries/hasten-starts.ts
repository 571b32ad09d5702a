import type { Queryable } from '../../database/transaction.ts';

/** Makes attempts due that are counted and not yet started. @returns their transfers */
export async function hastenStarts(tx: Queryable, transferIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ transferId: string }>(
    `update outbox
        set next_attempt_at = least(next_attempt_at, now())
      where transfer_id = any ($1::uuid[]) and kind = 'start' and delivered_at is null
     returning transfer_id as "transferId"`,
    [transferIds],
  );
  return new Set(rows.map(({ transferId }) => transferId));
}
