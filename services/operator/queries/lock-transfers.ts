import type { Queryable } from '../../database/transaction.ts';

export interface LockedTransfer {
  readonly transferId: string;
  readonly attempt: number;
  readonly needsAttention: boolean;
  readonly outcome: 'Completed' | 'Rejected' | 'RolledBack' | null;
}

/** In one order, so that two operators never wait for each other; the sweeper skips what is locked. */
export async function lockTransfers(tx: Queryable, transferIds: readonly string[]): Promise<LockedTransfer[]> {
  const { rows } = await tx.query<LockedTransfer>(
    `select id as "transferId", attempt, needs_attention as "needsAttention", outcome::text as outcome
       from transfer where id = any ($1::uuid[])
      order by id
      for no key update`,
    [transferIds],
  );
  return rows;
}
