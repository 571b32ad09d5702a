import type { Queryable } from '../../database/transaction.ts';
import type { IncomingRequest } from '../request.ts';

export interface FoundPrecedents {
  /** Transfer id -> hash of the accepted payload. */
  readonly accepted: Map<string, Buffer>;
  /** Request ids that were refused. */
  readonly refused: Set<string>;
}

export async function findPrecedents(
  registry: Queryable,
  requests: readonly IncomingRequest[],
): Promise<FoundPrecedents> {
  const { rows } = await registry.query<{ id: string; payloadHash: Buffer | null }>(
    `select id, payload_hash as "payloadHash" from transfer where id = any ($1::uuid[])
     union all
     select request_id, null from refused_request where request_id = any ($2::uuid[])`,
    [requests.flatMap(({ transferId }) => transferId ?? []), requests.map(({ requestId }) => requestId)],
  );
  const accepted = new Map(rows.flatMap(({ id, payloadHash }) => (payloadHash ? [[id, payloadHash] as const] : [])));
  return { accepted, refused: new Set(rows.filter(({ payloadHash }) => !payloadHash).map(({ id }) => id)) };
}
