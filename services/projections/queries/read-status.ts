import type { Queryable } from '../../database/transaction.ts';

export interface StatusRow {
  readonly transferId: string;
  readonly status: 'Accepted' | 'Debited' | 'Completed' | 'Rejected' | 'RolledBack';
  readonly reason: string | null;
  readonly requester: string;
  readonly idempotencyKey: string;
  readonly fromAccount: string;
  readonly toAccount: string;
  /** Minor units. */
  readonly amount: bigint;
  readonly currency: string;
  readonly acceptedAt: Date | null;
  readonly debitedAt: Date | null;
  readonly outcomeAt: Date | null;
  readonly needsAttentionAt: Date | null;
}

export const statusColumns = `transfer_id as "transferId", status, outcome_reason as reason, requester,
  idempotency_key as "idempotencyKey", from_account as "fromAccount", to_account as "toAccount", amount, currency,
  accepted_at as "acceptedAt", debited_at as "debitedAt", outcome_at as "outcomeAt", needs_attention_at as "needsAttentionAt"`;

export async function readStatus(shard: Queryable, transferId: string): Promise<StatusRow | undefined> {
  const { rows } = await shard.query<StatusRow>(
    `select ${statusColumns} from projection.transfer_status where transfer_id = $1::uuid`,
    [transferId],
  );
  return rows[0];
}
