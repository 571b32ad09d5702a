/** Transfers that need attention, as the command line shows them. */
import { fromMinorUnits } from '../../domain/money.ts';
import type { NeedsAttention, Stuck } from '../../operator/attention.ts';

export interface AcknowledgementView {
  readonly at: string;
  readonly by: string;
  readonly reason: string;
}

export interface AttentionView {
  readonly transferId: string;
  readonly requester: string;
  readonly idempotencyKey: string;
  readonly fromAccount: string;
  readonly toAccount: string;
  /** Decimal string in the units of the currency. */
  readonly amount: string;
  readonly currency: string;
  readonly reference: string | null;
  readonly acceptedAt: string;
  readonly attentionSince: string | null;
  readonly attempts: number;
  readonly nextAttemptAt: string;
  /** The newest record of the ledger; null if no step was decided. */
  readonly lastStep: {
    readonly step: string;
    readonly verdict: string;
    readonly reason: string | null;
    readonly at: string;
  } | null;
  readonly acknowledgements: readonly AcknowledgementView[];
}

export function attentionView(row: NeedsAttention): AttentionView {
  const { attempt, lastStep, attentionSince, acknowledgements, ...transfer } = row;
  return {
    ...transfer,
    amount: fromMinorUnits(row.amount, row.currency),
    acceptedAt: row.acceptedAt.toISOString(),
    attentionSince: attentionSince?.toISOString() ?? null,
    attempts: attempt,
    nextAttemptAt: row.nextAttemptAt.toISOString(),
    lastStep: lastStep
      ? { step: lastStep.step, verdict: lastStep.verdict, reason: lastStep.reason, at: lastStep.at.toISOString() }
      : null,
    acknowledgements: acknowledgements.map(acknowledgementView),
  };
}

export function acknowledgementView({ at, by, reason }: Stuck['acknowledgements'][number]): AcknowledgementView {
  return { at: at.toISOString(), by, reason };
}

export interface UndeliveredView {
  readonly id: string;
  readonly kind: string;
  readonly writtenAt: string;
  readonly attempts: number;
  readonly nextAttemptAt: string;
  readonly lastError: string | null;
}

export function undeliveredView(row: Stuck['undelivered'][number]): UndeliveredView {
  const { id, kind, attempts, lastError } = row;
  return {
    id,
    kind,
    writtenAt: row.createdAt.toISOString(),
    attempts,
    nextAttemptAt: row.nextAttemptAt.toISOString(),
    lastError,
  };
}
