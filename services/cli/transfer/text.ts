/** Transfers as text. */
import { fields, more, table, time } from '../table.ts';
import type { TransferDetails, TransferState, TransferSummary } from './view.ts';

export function stateText({ outcome, reason, needsAttention }: TransferState): string {
  const state = [outcome ?? 'open', reason && `(${reason})`].filter(Boolean).join(' ');
  return needsAttention && outcome === null ? `${state}, needs attention` : state;
}

export function detailsText(transfer: TransferDetails): string {
  const { acceptedAt, outcomeAt } = transfer;
  const took = outcomeAt ? ` after ${Date.parse(outcomeAt) - Date.parse(acceptedAt)} ms` : '';
  const head = fields([
    ['transfer', transfer.transferId],
    ['outcome', stateText(transfer) + took],
    ['amount', `${transfer.amount} ${transfer.currency}`],
    ['from', transfer.fromAccount],
    ['to', transfer.toAccount],
    ['reference', transfer.reference],
    ['requester', transfer.requester],
    ['key', transfer.idempotencyKey],
  ]);
  const timeline = table(transfer.timeline, [
    { title: 'time (UTC)', of: ({ at }) => time(at) },
    { title: '', of: ({ kind }) => kind },
    { title: '', of: ({ text }) => text },
  ]);
  return `${head}\n\n${timeline}`;
}

export function openText({ transferId }: TransferState): string {
  return `${transferId ?? 'the request'} is open; follow it with zeroloss transfer show ${transferId ?? ''}`.trim();
}

export function summariesText(transfers: readonly TransferSummary[], next: string | undefined): string {
  if (transfers.length === 0) return 'no transfers';
  return (
    table(transfers, [
      { title: 'accepted (UTC)', of: ({ acceptedAt }) => time(acceptedAt) },
      { title: 'transfer', of: ({ transferId }) => transferId },
      { title: 'from', of: ({ fromAccount }) => fromAccount },
      { title: 'to', of: ({ toAccount }) => toAccount },
      { title: 'amount', of: ({ amount }) => amount, right: true },
      { title: '', of: ({ currency }) => currency },
      { title: 'outcome', of: stateText },
    ]) + more(next)
  );
}
