/** The verdict on a request: pure, from the request and what the registry already holds of its key. */
import type { TransferOrder, TransferRequested, Violation } from '../../events/index.ts';
import { fromMinorUnits } from '../domain/money.ts';
import { assessRequest, keyReused } from '../domain/request.ts';
import type { IncomingRequest } from './request.ts';

/** What the registry holds that bears on a request. */
export interface Precedents {
  /** Hash of the payload that was accepted under the request's key. */
  readonly acceptedHash: Buffer | undefined;
  /** Whether this very detail was refused before. */
  readonly refused: boolean;
}

export type Verdict =
  /** The first verdict on a request is permanent, under any later contract too: no effect. */
  | { readonly kind: 'known' }
  | {
      readonly kind: 'accepted';
      readonly request: TransferRequested;
      readonly order: TransferOrder;
      readonly amount: bigint;
    }
  | { readonly kind: 'refused'; readonly reasons: readonly Violation[] };

export function judge(incoming: IncomingRequest, { acceptedHash, refused }: Precedents): Verdict {
  if (refused || acceptedHash?.equals(incoming.payloadHash)) return { kind: 'known' };
  // Only acceptance binds a key: a corrected request under the key of a refused one is judged afresh.
  if (acceptedHash) return { kind: 'refused', reasons: [keyReused] };
  const assessment = assessRequest(incoming.detail);
  const { transferId } = incoming;
  if (!assessment.ok || transferId === undefined) {
    return { kind: 'refused', reasons: bounded(assessment.ok ? [] : assessment.reasons) };
  }
  const { request, amount } = assessment;
  return { kind: 'accepted', request, amount, order: orderOf(transferId, request, amount) };
}

function orderOf(transferId: string, request: TransferRequested, minorUnits: bigint): TransferOrder {
  const { requester, idempotencyKey, fromAccount, toAccount, currency, traceparent = null } = request;
  const amount = fromMinorUnits(minorUnits, currency);
  return { transferId, requester, idempotencyKey, fromAccount, toAccount, amount, currency, traceparent };
}

/** A refusal must fit into an event, whatever was sent. */
const mostReasons = 100;

function bounded(reasons: readonly Violation[]): Violation[] {
  if (reasons.length <= mostReasons) return [...reasons];
  const more = reasons.length - (mostReasons - 1);
  return [...reasons.slice(0, mostReasons - 1), { path: '', rule: 'MoreReasons', message: `and ${more} more` }];
}
