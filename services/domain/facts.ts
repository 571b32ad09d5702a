/** The facts of a transfer, as they are published. Those of a record are written to the outbox in the record's transaction. */
import { derivedId, factSource, type TransferOrder } from '../../events/index.ts';
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
