import type { Queryable } from '../../ledger/transaction.ts';
import type { Activity } from '../fold.ts';

/** Of facts that were new: none of these lines is there. */
export async function insertActivities(tx: Queryable, activities: readonly Activity[]): Promise<void> {
  await tx.query(
    `insert into projection.account_activity (account_id, occurred_at, event_id, kind, transfer_id, counterparty, amount, currency)
     select *
       from json_to_recordset($1::json) as activity (
         "accountId" text, "occurredAt" timestamptz, "eventId" uuid, kind text, "transferId" uuid, counterparty text,
         amount bigint, currency text)`,
    [JSON.stringify(activities)],
  );
}
