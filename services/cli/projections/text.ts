/** Read models as text. */
import type { ActivityRow } from '../../projections/queries/list-activity.ts';
import type { KeptFact } from '../../projections/queries/read-facts.ts';
import { fields, more, table, time } from '../table.ts';
import type { ProjectedTransfer } from './view.ts';

type ShownFact = Omit<KeptFact, 'transferId'>;

export function transferText(transfer: ProjectedTransfer & { readonly facts: readonly ShownFact[] }): string {
  const { status, reason, needsAttentionAt } = transfer;
  const head = fields([
    ['transfer', transfer.transferId],
    ['status', reason ? `${status} (${reason})` : status],
    ['amount', `${transfer.amount} ${transfer.currency}`],
    ['from', transfer.fromAccount],
    ['to', transfer.toAccount],
    ['requester', transfer.requester],
    ['key', transfer.idempotencyKey],
    ['attention', needsAttentionAt && `since ${time(needsAttentionAt)}`],
  ]);
  const facts = table(transfer.facts, [
    { title: 'time (UTC)', of: ({ occurredAt }) => time(occurredAt) },
    { title: 'fact', of: ({ name }) => name },
    { title: 'reasons', of: ({ reasons }) => reasons.join(', ') },
    { title: 'refused request', of: ({ requestId }) => requestId },
    { title: 'event', of: ({ eventId }) => eventId },
  ]);
  return `${head}\n\n${facts}`;
}

type ShownLine = Omit<ActivityRow, 'accountId' | 'amount'> & { readonly amount: string };

export function activityText(activity: readonly ShownLine[], next: string | undefined): string {
  if (activity.length === 0) return 'no activity';
  return (
    table(activity, [
      { title: 'time (UTC)', of: ({ occurredAt }) => time(occurredAt) },
      { title: 'kind', of: ({ kind }) => kind },
      { title: 'other account', of: ({ counterparty }) => counterparty },
      { title: 'amount', of: ({ amount }) => amount, right: true },
      { title: '', of: ({ currency }) => currency },
      { title: 'transfer', of: ({ transferId }) => transferId },
    ]) + more(next)
  );
}
