/** A transfer as the command line shows it. `transfer` and `transfer show` print the details, `transfer list` the summary. */
import { fromMinorUnits } from '../../domain/money.ts';
import type { FoundTransfer } from './find.ts';
import type { RegistryRow } from './queries/read-transfer.ts';
import { type Moment, timelineOf } from './timeline.ts';

/** The fields that every command prints of a transfer. */
export interface TransferState {
  readonly transferId: string | null;
  readonly outcome: 'Completed' | 'Rejected' | 'RolledBack' | 'Refused' | null;
  /** The broken rule; null if it completed or is open. */
  readonly reason: string | null;
  readonly needsAttention: boolean;
}

export interface TransferSummary extends TransferState {
  readonly requester: string;
  readonly idempotencyKey: string;
  readonly fromAccount: string;
  readonly toAccount: string;
  /** Decimal string in the units of the currency. */
  readonly amount: string;
  readonly currency: string;
  readonly reference: string | null;
  readonly acceptedAt: string;
  readonly outcomeAt: string | null;
  /** Workflow executions that were started for it. */
  readonly attempts: number;
}

export interface TransferDetails extends TransferSummary {
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly steps: readonly object[];
  readonly entries: readonly object[];
  readonly events: readonly object[];
  /** Refused requests under the same key. */
  readonly refusedRequests: readonly object[];
  readonly timeline: readonly Moment[];
}

export type SummaryRow = Omit<RegistryRow, 'payloadHash' | 'metadata'>;

export function transferSummary(row: SummaryRow): TransferSummary {
  return {
    transferId: row.transferId,
    outcome: row.outcome,
    reason: row.reason,
    needsAttention: row.needsAttention,
    requester: row.requester,
    idempotencyKey: row.idempotencyKey,
    fromAccount: row.fromAccount,
    toAccount: row.toAccount,
    amount: fromMinorUnits(row.amount, row.currency),
    currency: row.currency,
    reference: row.reference,
    acceptedAt: row.acceptedAt.toISOString(),
    outcomeAt: row.outcomeAt?.toISOString() ?? null,
    attempts: row.attempt,
  };
}

export function transferDetails(found: FoundTransfer): TransferDetails {
  const { registry, steps, entries, effects, refused } = found;
  return {
    ...transferSummary(registry),
    metadata: registry.metadata,
    steps: byTime(steps).map(({ step, verdict, reason, at }) => ({ step, verdict, reason, at: at.toISOString() })),
    entries: byTime(entries).map(({ step, account, amount, currency, balanceAfter, at }) => ({
      step,
      account,
      amount: fromMinorUnits(amount, currency),
      currency,
      balanceAfter: balanceAfter === null ? null : fromMinorUnits(balanceAfter, currency),
      at: at.toISOString(),
    })),
    events: effects
      .filter(({ kind, requestId }) => kind === 'event' && requestId === null)
      .sort((left, right) => left.createdAt.getTime() - right.createdAt.getTime())
      .map(({ id, what, createdAt, deliveredAt }) => ({
        eventId: id,
        name: what,
        writtenAt: createdAt.toISOString(),
        deliveredAt: deliveredAt?.toISOString() ?? null,
      })),
    refusedRequests: refused.map(({ requestId, reasons, refusedAt }) => ({
      requestId,
      reasons,
      refusedAt: refusedAt.toISOString(),
    })),
    timeline: timelineOf(found),
  };
}

function byTime<Row extends { readonly at: Date }>(rows: readonly Row[]): Row[] {
  return rows.toSorted((left, right) => left.at.getTime() - right.at.getTime());
}
