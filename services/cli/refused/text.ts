/** Refused requests as text. */
import { fields, more, table, time } from '../table.ts';
import type { RefusedView } from './view.ts';

export function refusedText(request: RefusedView): string {
  const head = fields([
    ['request', request.requestId],
    ['transfer', request.transferId],
    ['outcome', 'Refused: nothing was booked'],
    ['requester', request.requester],
    ['key', request.idempotencyKey],
    ['refused', time(request.refusedAt)],
  ]);
  const reasons = table(request.reasons, [
    { title: 'field', of: ({ path }) => path },
    { title: 'rule', of: ({ rule }) => rule },
    { title: '', of: ({ message }) => message },
  ]);
  return `${head}\n\n${reasons}`;
}

export function refusedListText(requests: readonly RefusedView[], next: string | undefined): string {
  if (requests.length === 0) return 'no refused requests';
  return (
    table(requests, [
      { title: 'refused (UTC)', of: ({ refusedAt }) => time(refusedAt) },
      { title: 'request', of: ({ requestId }) => requestId },
      { title: 'requester', of: ({ requester }) => requester },
      { title: 'key', of: ({ idempotencyKey }) => idempotencyKey },
      { title: 'reasons', of: ({ reasons }) => reasons.map(({ path, rule }) => `${path} ${rule}`).join(', ') },
    ]) + more(next)
  );
}
