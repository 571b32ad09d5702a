/** The judgement of a request: pure, from the request and what the registry holds of its key. */
import type { TransferOrder, TransferRequested, Violation } from '../../events/index.ts';
import { assessRequest, keyReused } from '../domain/request.ts';
import { orderOf } from '../ledger/order.ts';
import type { IncomingRequest } from './request.ts';

/** What the registry holds about a request. */
export interface Precedents {
  /** Hash of the payload that was accepted under the request's key. */
  readonly acceptedHash: Buffer | undefined;
  /** Whether this very detail was refused before. */
  readonly refused: boolean;
}

export type Judgement =
  /** Judged before: nothing happens. The first judgement is permanent, under any later contract too. */
  | { readonly kind: 'known' }
  | {
      readonly kind: 'accepted';
      readonly request: TransferRequested;
      readonly order: TransferOrder;
      readonly amount: bigint;
    }
  | { readonly kind: 'refused'; readonly reasons: readonly Violation[] };

export function judge(incoming: IncomingRequest, { acceptedHash, refused }: Precedents): Judgement {
  if (refused || acceptedHash?.equals(incoming.payloadHash)) return { kind: 'known' };
  // Only acceptance binds a key: a corrected request under the key of a refused one is judged afresh.
  if (acceptedHash) return { kind: 'refused', reasons: [keyReused] };
  const assessment = assessRequest(incoming.detail);
  const { transferId } = incoming;
  if (!assessment.ok || transferId === undefined) {
    return { kind: 'refused', reasons: bounded(assessment.ok ? [] : assessment.reasons) };
  }
  const { request, amount } = assessment;
  return {
    kind: 'accepted',
    request,
    amount,
    order: orderOf({ ...request, transferId, amount, traceparent: request.traceparent ?? null }),
  };
}

/** A refusal must fit into an event, whatever was sent. */
const maxReasons = 100;

function bounded(reasons: readonly Violation[]): Violation[] {
  if (reasons.length <= maxReasons) return [...reasons];
  const more = reasons.length - (maxReasons - 1);
  return [...reasons.slice(0, maxReasons - 1), { path: '', rule: 'MoreReasons', message: `and ${more} more` }];
}
