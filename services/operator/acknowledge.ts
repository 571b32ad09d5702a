/** Records that a person has taken notice of a transfer that needs attention. It changes nothing else. */
import type { Shards } from '../database/shards.ts';
import { transaction } from '../database/transaction.ts';
import { type Note, readNote } from './note.ts';
import { insertAcknowledgement } from './queries/insert-acknowledgement.ts';
import { lockTransfers } from './queries/lock-transfers.ts';
import { type AcknowledgementRow, readAcknowledgements } from './queries/read-acknowledgements.ts';
import { type Refused, refused } from './refusal.ts';

export type AcknowledgeResult =
  | { readonly ok: true; readonly acknowledgements: readonly AcknowledgementRow[] }
  | Refused;

/** Each acknowledgement is kept, also a second one. @returns all of this transfer, oldest first */
export async function acknowledgeTransfer(shards: Shards, transferId: string, typed: Note): Promise<AcknowledgeResult> {
  const read = readNote(typed);
  if (!read.ok) return read;
  const { by, reason } = read.note;
  return transaction(shards.of(transferId).pool, async (tx) => {
    const [transfer] = await lockTransfers(tx, [transferId]);
    if (!transfer) return refused('TransferNotFound', `there is no transfer ${transferId}`);
    if (transfer.outcome !== null)
      return refused('TransferEnded', `transfer ${transferId} has ended as ${transfer.outcome}`);
    if (!transfer.needsAttention)
      return refused('NoAttentionNeeded', `transfer ${transferId} is open and does not need attention`);
    await insertAcknowledgement(tx, transferId, by, reason);
    return { ok: true, acknowledgements: await readAcknowledgements(tx, [transferId]) };
  });
}
