import type { Prisma, PrismaClient } from '../../../../prisma/client/client.ts';
import type { SummaryRow } from '../view.ts';

export interface TransferFilter {
  readonly outcome: 'Completed' | 'Rejected' | 'RolledBack' | 'Open' | undefined;
  /** From or to this account. */
  readonly account: string | undefined;
  /** Only transfers after this one in the list: accepted earlier, or at the same time with a lower id. */
  readonly after: { readonly acceptedAt: Date; readonly id: string } | undefined;
}

/** Newest first: a transfer accepted meanwhile comes before the first page and moves no other. */
export async function listTransfers(shard: PrismaClient, filter: TransferFilter, limit: number): Promise<SummaryRow[]> {
  const rows = await shard.transfer.findMany({
    where: { AND: conditions(filter) },
    orderBy: [{ acceptedAt: 'desc' }, { id: 'desc' }],
    take: limit,
    omit: { payloadHash: true, metadata: true },
  });
  return rows.map(({ id, outcomeReason, ...row }) => ({ ...row, transferId: id, reason: outcomeReason }));
}

function conditions({ outcome, account, after }: TransferFilter): Prisma.TransferWhereInput[] {
  return [
    ...(outcome === undefined ? [] : [{ outcome: outcome === 'Open' ? null : outcome }]),
    ...(account === undefined ? [] : [{ OR: [{ fromAccount: account }, { toAccount: account }] }]),
    ...(after === undefined
      ? []
      : [
          { acceptedAt: { lte: after.acceptedAt } },
          { OR: [{ acceptedAt: { lt: after.acceptedAt } }, { id: { lt: after.id } }] },
        ]),
  ];
}
