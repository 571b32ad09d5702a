import type { Statement } from '../../database/transaction.ts';
import type { Activity } from '../fold.ts';

/** For facts that were new: none of these lines exists yet. */
export function insertActivities(activities: readonly Activity[]): Statement<void> {
  return {
    text: `insert into projection.account_activity (account_id, occurred_at, event_id, kind, transfer_id, counterparty, amount, currency)
     select *
       from json_to_recordset($1::json) as activity (
         "accountId" text, "occurredAt" timestamptz, "eventId" uuid, kind text, "transferId" uuid, counterparty text,
         amount bigint, currency text)`,
    values: [JSON.stringify(activities)],
    read: () => {},
  };
}
