import type { Queryable } from '../../database/transaction.ts';

export interface KeptFact {
  readonly eventId: string;
  readonly name: string;
  readonly transferId: string | null;
  /** Of a refused request. */
  readonly requestId: string | null;
  readonly sequence: number;
  readonly occurredAt: Date;
  readonly reasons: readonly string[];
}

export const factColumns = `event_id as "eventId", name, transfer_id as "transferId", request_id as "requestId", sequence,
  occurred_at as "occurredAt", reasons`;

/** The facts that name a transfer, oldest first: its own, and those of requests that were refused under its key. */
export async function readFacts(shard: Queryable, transferId: string): Promise<KeptFact[]> {
  const { rows } = await shard.query<KeptFact>(
    `select ${factColumns} from projection.fact
      where transfer_id = $1::uuid
      order by occurred_at, sequence, event_id`,
    [transferId],
  );
  return rows;
}
