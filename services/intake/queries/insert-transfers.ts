import type { TransferRequested } from '../../../events/index.ts';
import type { Statement } from '../../database/transaction.ts';

export interface AcceptedTransfer {
  readonly transferId: string;
  readonly payloadHash: Buffer;
  readonly request: TransferRequested;
  /** Minor units. */
  readonly amount: bigint;
}

/**
 * Binds each key to its payload. Fails with a unique violation if another transaction accepted one of the keys first.
 * @param firstBoundSeconds the sweeper starts the next attempt after it, if there is no outcome by then.
 */
export function insertTransfers(
  transfers: readonly AcceptedTransfer[],
  acceptedAt: string,
  firstBoundSeconds: number,
): Statement<void> {
  // Every batch in the same order: two that wait for each other's keys would deadlock.
  const sorted = transfers.toSorted((left, right) => (left.transferId < right.transferId ? -1 : 1));
  return {
    text: `insert into transfer (id, requester, idempotency_key, payload_hash, from_account, to_account, amount, currency, reference,
                           metadata, traceparent, accepted_at, next_attempt_at)
     select *, $12::timestamptz, now() + make_interval(secs => $13::float8)
       from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::text[],
                   $10::jsonb[], $11::text[])`,
    values: [
      sorted.map(({ transferId }) => transferId),
      sorted.map(({ request }) => request.requester),
      sorted.map(({ request }) => request.idempotencyKey),
      sorted.map(({ payloadHash }) => payloadHash),
      sorted.map(({ request }) => request.fromAccount),
      sorted.map(({ request }) => request.toAccount),
      sorted.map(({ amount }) => amount),
      sorted.map(({ request }) => request.currency),
      sorted.map(({ request }) => request.reference ?? null),
      sorted.map(({ request }) => (request.metadata ? JSON.stringify(request.metadata) : null)),
      sorted.map(({ request }) => request.traceparent ?? null),
      acceptedAt,
      firstBoundSeconds,
    ],
    read: () => {},
  };
}
