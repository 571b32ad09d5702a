import type { Violation } from '../../../events/index.ts';
import type { Statement } from '../../database/transaction.ts';
import type { IncomingRequest } from '../request.ts';
import { storedDetail } from '../stored-detail.ts';

export interface RefusedRequest {
  readonly incoming: IncomingRequest;
  readonly reasons: readonly Violation[];
}

/** Fails with a unique violation if another transaction refused one of them first. */
export function insertRefused(refused: readonly RefusedRequest[], refusedAt: string): Statement<void> {
  // Every batch in the same order: two that wait for each other's keys would deadlock.
  const sorted = refused.toSorted((left, right) => (left.incoming.requestId < right.incoming.requestId ? -1 : 1));
  return {
    text: `insert into refused_request (request_id, transfer_id, requester, idempotency_key, payload_hash, reasons, detail, refused_at)
     select *, $8::timestamptz
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::jsonb[], $7::json[])`,
    values: [
      sorted.map(({ incoming }) => incoming.requestId),
      sorted.map(({ incoming }) => incoming.transferId ?? null),
      sorted.map(({ incoming }) => incoming.requester ?? null),
      sorted.map(({ incoming }) => incoming.idempotencyKey ?? null),
      sorted.map(({ incoming }) => incoming.payloadHash),
      sorted.map(({ reasons }) => JSON.stringify(reasons)),
      sorted.map(({ incoming }) => storedDetail(incoming.detail)),
      refusedAt,
    ],
    read: () => {},
  };
}
