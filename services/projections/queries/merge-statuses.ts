import type { Statement } from '../../database/transaction.ts';
import type { TransferStatus } from '../fold.ts';

/** Adds what new facts say about transfers to what is known, by the rule of fold.ts. Takes at most one status per transfer. */
export function mergeStatuses(statuses: readonly TransferStatus[]): Statement<void> {
  return {
    text: `insert into projection.transfer_status as known
       (transfer_id, requester, idempotency_key, from_account, to_account, amount, currency,
        accepted_at, debited_at, outcome, outcome_reason, outcome_at, needs_attention_at)
     select *
       from json_to_recordset($1::json) as status (
         "transferId" uuid, requester text, "idempotencyKey" text, "fromAccount" text, "toAccount" text, amount bigint, currency text,
         "acceptedAt" timestamptz, "debitedAt" timestamptz, outcome text, "outcomeReason" text, "outcomeAt" timestamptz,
         "needsAttentionAt" timestamptz)
     on conflict (transfer_id) do update
       set accepted_at = least(known.accepted_at, excluded.accepted_at),
           debited_at = least(known.debited_at, excluded.debited_at),
           needs_attention_at = least(known.needs_attention_at, excluded.needs_attention_at),
           (outcome, outcome_reason, outcome_at) = (
             select outcome, reason, at
               from (values (known.outcome, known.outcome_reason, known.outcome_at),
                            (excluded.outcome, excluded.outcome_reason, excluded.outcome_at)) as claim (outcome, reason, at)
              where at is not null
              order by at, outcome collate "C"
              limit 1)`,
    values: [JSON.stringify(statuses)],
    read: () => {},
  };
}
