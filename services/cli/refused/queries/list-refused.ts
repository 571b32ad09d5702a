import type { PrismaClient } from '../../../../prisma/client/client.ts';
import type { RefusedRow } from './read-refused.ts';

export interface RefusedKey {
  readonly refusedAt: Date;
  readonly requestId: string;
}

/** Newest first. @param after the last row of the page before */
export async function listRefused(
  shard: PrismaClient,
  after: RefusedKey | undefined,
  limit: number,
): Promise<RefusedRow[]> {
  const rows = await shard.refusedRequest.findMany({
    where: after
      ? {
          refusedAt: { lte: after.refusedAt },
          OR: [{ refusedAt: { lt: after.refusedAt } }, { requestId: { lt: after.requestId } }],
        }
      : {},
    orderBy: [{ refusedAt: 'desc' }, { requestId: 'desc' }],
    take: limit,
    omit: { payloadHash: true },
  });
  // Only intake writes this column, from violations.
  return rows.map((row) => ({ ...row, reasons: row.reasons as unknown as RefusedRow['reasons'] }));
}
