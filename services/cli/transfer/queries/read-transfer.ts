/** Everything that the ledger holds about one transfer; each shard may hold a part. */
import type { Queryable } from '../../../database/transaction.ts';

export interface RegistryRow {
  readonly transferId: string;
  readonly requester: string;
  readonly idempotencyKey: string;
  readonly fromAccount: string;
  readonly toAccount: string;
  /** Minor units. */
  readonly amount: bigint;
  readonly currency: string;
  readonly reference: string | null;
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly acceptedAt: Date;
  readonly attempt: number;
  readonly needsAttention: boolean;
  readonly outcome: 'Completed' | 'Rejected' | 'RolledBack' | null;
  readonly reason: string | null;
  readonly outcomeAt: Date | null;
  readonly payloadHash: Buffer;
}

export async function readRegistry(registry: Queryable, transferId: string): Promise<RegistryRow | undefined> {
  const { rows } = await registry.query<RegistryRow>(
    `select id as "transferId", requester, idempotency_key as "idempotencyKey", from_account as "fromAccount",
            to_account as "toAccount", amount, currency, reference, metadata, accepted_at as "acceptedAt", attempt,
            needs_attention as "needsAttention", outcome, outcome_reason as reason, outcome_at as "outcomeAt",
            payload_hash as "payloadHash"
       from transfer where id = $1::uuid`,
    [transferId],
  );
  return rows[0];
}

export interface StepRow {
  readonly step: string;
  readonly verdict: string;
  readonly reason: string | null;
  readonly at: Date;
}

export async function readSteps(shard: Queryable, transferId: string): Promise<StepRow[]> {
  const { rows } = await shard.query<StepRow>(
    `select step::text as step, verdict::text as verdict, reason, recorded_at as at from step_record where transfer_id = $1::uuid`,
    [transferId],
  );
  return rows;
}

export interface PostedRow {
  readonly step: string;
  readonly line: number;
  readonly account: string;
  /** Minor units, signed. */
  readonly amount: bigint;
  readonly currency: string;
  readonly balanceAfter: bigint | null;
  readonly at: Date;
}

export async function readEntries(shard: Queryable, transferId: string): Promise<PostedRow[]> {
  const { rows } = await shard.query<PostedRow>(
    `select step::text as step, line, account_id as account, amount, currency, balance_after as "balanceAfter", posted_at as at
       from entry where transfer_id = $1::uuid and step <> 'opening'`,
    [transferId],
  );
  return rows;
}

export interface EffectRow {
  readonly id: string;
  readonly kind: 'event' | 'callback' | 'start' | 'outcome';
  /** An event's detail type, an execution's name, or the word that the workflow was answered. */
  readonly what: string;
  /** Set for the event about a refused request. */
  readonly requestId: string | null;
  readonly createdAt: Date;
  readonly deliveredAt: Date | null;
  readonly attempts: number;
  readonly moot: boolean;
  readonly lastError: string | null;
}

export async function readEffects(shard: Queryable, transferId: string): Promise<EffectRow[]> {
  const { rows } = await shard.query<EffectRow>(
    `select id, kind, created_at as "createdAt", delivered_at as "deliveredAt", attempts, moot, last_error as "lastError",
            payload #>> '{detail,requestId}' as "requestId",
            case kind
              when 'event' then payload ->> 'detailType'
              when 'start' then payload ->> 'name'
              when 'outcome' then payload ->> 'outcome'
              else coalesce(payload ->> 'error', payload #>> '{output,outcome}', payload #>> '{output,verdict}')
            end as what
       from outbox where transfer_id = $1::uuid`,
    [transferId],
  );
  return rows;
}
