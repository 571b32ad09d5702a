import type { Queryable } from '../../database/transaction.ts';

export interface AcknowledgementRow {
  readonly transferId: string;
  readonly at: Date;
  readonly by: string;
  readonly reason: string;
}

/** In the order in which they were made. */
export async function readAcknowledgements(
  registry: Queryable,
  transferIds: readonly string[],
): Promise<AcknowledgementRow[]> {
  const { rows } = await registry.query<AcknowledgementRow>(
    `select transfer_id as "transferId", acknowledged_at as at, acknowledged_by as by, reason
       from attention_acknowledgement where transfer_id = any ($1::uuid[])
      order by acknowledged_at, acknowledged_by`,
    [transferIds],
  );
  return rows;
}
