/** A refused request as the command line shows it. */
import type { Violation } from '../../../events/index.ts';
import type { RefusedRow } from './queries/read-refused.ts';

/** Begins with the fields that every command prints of a transfer. */
export interface RefusedView {
  readonly transferId: string | null;
  readonly outcome: 'Refused';
  /** The first broken rule. */
  readonly reason: string | null;
  readonly needsAttention: false;
  readonly requestId: string;
  readonly requester: string | null;
  readonly idempotencyKey: string | null;
  readonly reasons: readonly Violation[];
  readonly refusedAt: string;
  readonly request: unknown;
}

export function refusedView(row: RefusedRow): RefusedView {
  return {
    transferId: row.transferId,
    outcome: 'Refused',
    reason: row.reasons[0]?.rule ?? null,
    needsAttention: false,
    requestId: row.requestId,
    requester: row.requester,
    idempotencyKey: row.idempotencyKey,
    reasons: row.reasons,
    refusedAt: row.refusedAt.toISOString(),
    request: row.detail,
  };
}
