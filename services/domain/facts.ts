/** The facts of a transfer, as they are published. Those of a record are written to the outbox in the record's transaction. */
import { derivedId, factSource, type TransferOrder, type Violation } from '../../events/index.ts';
import { outcomeDecidedBy } from './outcome.ts';
import type { Outcome, StepRecord } from './transfer.ts';

/** An event to publish. `id` is its eventId. */
export interface Fact {
  readonly id: string;
  readonly source: typeof factSource;
  readonly detailType: FactName | 'TransferRequestRefused';
  readonly detail: Readonly<Record<string, unknown>>;
}

const ranks = {
  TransferAccepted: 1,
  AccountDebited: 2,
  TransferCompleted: 3,
  TransferRejected: 3,
  TransferRolledBack: 3,
  TransferNeedsAttention: 0,
} as const;

export type FactName = keyof typeof ranks;

/**
 * @param occurredAt ISO 8601, UTC, milliseconds.
 * @param reason for facts that have one. Calls for attention with different reasons are different facts.
 */
export function transferFact(name: FactName, order: TransferOrder, occurredAt: string, reason?: string | null): Fact {
  const { traceparent, ...ids } = order;
  const id = derivedId(order.transferId, name === 'TransferNeedsAttention' ? `${name} ${reason}` : name);
  return {
    id,
    source: factSource,
    detailType: name,
    detail: {
      eventId: id,
      sequence: ranks[name],
      schemaVersion: 1,
      occurredAt,
      ...ids,
      ...(reason ? { reason } : {}),
      ...(traceparent ? { traceparent } : {}),
    },
  };
}

/** The facts of a new record, in order: what happened, then the outcome if it decides one. */
export function factsOfRecord(record: StepRecord, order: TransferOrder, occurredAt: string): Fact[] {
  if (record.step === 'debit' && record.verdict === 'applied')
    return [transferFact('AccountDebited', order, occurredAt)];
  const outcome = outcomeDecidedBy(record);
  return outcome ? [transferFact(factOfOutcome(outcome), order, occurredAt, outcome.reason)] : [];
}

export type RecordedStep = StepRecord & { readonly recordedAt: string };

/**
 * The facts of a transfer, made again from what the ledger keeps of it: the same bytes as at first. Only the calls for attention are
 * not among them: no record says when they were made.
 */
export function factsOfTransfer(order: TransferOrder, acceptedAt: string, records: readonly RecordedStep[]): Fact[] {
  const inOrder = records.toSorted((left, right) => steps.indexOf(left.step) - steps.indexOf(right.step));
  const accepted = transferFact('TransferAccepted', order, acceptedAt);
  return [accepted, ...inOrder.flatMap((record) => factsOfRecord(record, order, record.recordedAt))];
}

const steps = ['debit', 'credit', 'reversal'];

/** What identifies a refused request; null or absent where its detail has nothing that could be used. */
export interface RefusedOrigin {
  readonly requestId: string;
  readonly transferId?: string | null | undefined;
  readonly requester?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** The fact that tells the requester. Its `transferId` is only a reference. */
export function refusalFact(origin: RefusedOrigin, reasons: readonly Violation[], occurredAt: string): Fact {
  const { requestId, transferId, requester, idempotencyKey } = origin;
  const id = derivedId(requestId, 'TransferRequestRefused');
  return {
    id,
    source: factSource,
    detailType: 'TransferRequestRefused',
    detail: {
      eventId: id,
      requestId,
      ...(transferId ? { transferId } : {}),
      sequence: 0,
      schemaVersion: 1,
      occurredAt,
      ...(requester ? { requester } : {}),
      ...(idempotencyKey ? { idempotencyKey } : {}),
      reasons,
    },
  };
}

export function factOfOutcome({ outcome }: Outcome): FactName {
  switch (outcome) {
    case 'Completed':
      return 'TransferCompleted';
    case 'Rejected':
      return 'TransferRejected';
    case 'RolledBack':
      return 'TransferRolledBack';
  }
}
