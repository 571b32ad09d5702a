import type { Statement } from '../../database/transaction.ts';
import type { FactRow } from '../fold.ts';

/**
 * Keeps facts, each once. Returns the event ids of those that were new.
 * One JSON text instead of an array per column: the driver would escape a thousand facts value by value.
 */
export function insertFacts(facts: readonly FactRow[]): Statement<Set<string>> {
  return {
    text: `insert into projection.fact (event_id, name, transfer_id, request_id, sequence, occurred_at, reasons)
     select *
       from json_to_recordset($1::json) as fact (
         "eventId" uuid, name text, "transferId" uuid, "requestId" uuid, sequence smallint, "occurredAt" timestamptz, reasons text[])
     on conflict (event_id) do nothing
     returning event_id as "eventId"`,
    values: [JSON.stringify(facts)],
    read: ({ rows }) => new Set(rows.map(({ eventId }) => eventId)),
  };
}
