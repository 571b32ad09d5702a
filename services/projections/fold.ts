/**
 * What facts add up to. Pure. A row depends only on the set of facts, not on their order, their copies or when they came: each fact
 * has columns of its own, and if two claim the same one (which the ledger rules out) the earlier has it.
 */
import { type FactEvent, isOfTransfer, type TransferFactEvent } from './fact.ts';

/** A row of projection.fact. */
export interface FactRow {
  readonly eventId: string;
  readonly name: string;
  readonly transferId: string | null;
  readonly requestId: string | null;
  readonly sequence: number;
  /** ISO 8601, UTC, milliseconds; so in all rows here. */
  readonly occurredAt: string;
  readonly reasons: readonly string[];
}

/** What facts say about one transfer: a row of projection.transfer_status, or a part of it. */
export interface TransferStatus {
  readonly transferId: string;
  readonly requester: string;
  readonly idempotencyKey: string;
  readonly fromAccount: string;
  readonly toAccount: string;
  /** Minor units, as a decimal integer: JSON has no bigint. */
  readonly amount: string;
  readonly currency: string;
  readonly acceptedAt: string | null;
  readonly debitedAt: string | null;
  readonly outcome: string | null;
  readonly outcomeReason: string | null;
  readonly outcomeAt: string | null;
  readonly needsAttentionAt: string | null;
}

/** A row of projection.account_activity. */
export interface Activity {
  readonly accountId: string;
  readonly occurredAt: string;
  readonly eventId: string;
  readonly kind: 'debit' | 'credit' | 'reversal';
  readonly transferId: string;
  readonly counterparty: string;
  /** Minor units, signed, as a decimal integer. */
  readonly amount: string;
  readonly currency: string;
}

export function factRow(fact: FactEvent): FactRow {
  const { name, detail } = fact;
  const { eventId, transferId = null, sequence, occurredAt } = detail;
  const row = { eventId, name, transferId, sequence, occurredAt };
  if (!isOfTransfer(fact))
    return { ...row, requestId: fact.detail.requestId, reasons: fact.detail.reasons.map(({ rule }) => rule) };
  return { ...row, requestId: null, reasons: 'reason' in fact.detail ? [fact.detail.reason] : [] };
}

/** One status per transfer. A refused request has no status, whatever transfer it names. */
export function statusesOf(facts: readonly FactEvent[]): TransferStatus[] {
  const statuses = new Map<string, TransferStatus>();
  for (const fact of facts) {
    if (!isOfTransfer(fact)) continue;
    const { transferId } = fact.detail;
    statuses.set(transferId, evolve(statuses.get(transferId) ?? termsOf(fact), fact));
  }
  return [...statuses.values()];
}

function termsOf({ detail, minorUnits }: TransferFactEvent): TransferStatus {
  const { transferId, requester, idempotencyKey, fromAccount, toAccount, currency } = detail;
  return {
    ...{ transferId, requester, idempotencyKey, fromAccount, toAccount, amount: minorUnits.toString(), currency },
    ...{ acceptedAt: null, debitedAt: null, needsAttentionAt: null },
    ...{ outcome: null, outcomeReason: null, outcomeAt: null },
  };
}

function evolve(status: TransferStatus, { name, detail }: TransferFactEvent): TransferStatus {
  const { occurredAt } = detail;
  switch (name) {
    case 'TransferAccepted':
      return { ...status, acceptedAt: earlier(status.acceptedAt, occurredAt) };
    case 'AccountDebited':
      return { ...status, debitedAt: earlier(status.debitedAt, occurredAt) };
    case 'TransferNeedsAttention':
      return { ...status, needsAttentionAt: earlier(status.needsAttentionAt, occurredAt) };
    case 'TransferCompleted':
    case 'TransferRejected':
    case 'TransferRolledBack': {
      const outcome = name.slice('Transfer'.length);
      const { outcomeAt, outcome: known } = status;
      if (outcomeAt !== null && `${outcomeAt} ${known}` <= `${occurredAt} ${outcome}`) return status;
      return {
        ...status,
        outcome,
        outcomeReason: 'reason' in detail ? detail.reason : null,
        outcomeAt: occurredAt,
      };
    }
  }
}

/** Times of the same format compare as texts. */
function earlier(known: string | null, other: string): string {
  return known !== null && known < other ? known : other;
}

/** What a fact did to an account: at most one line, because a transaction of the ledger touches one customer's account. */
export function activityOf(fact: FactEvent): Activity | undefined {
  if (!isOfTransfer(fact)) return undefined;
  const { eventId, transferId, occurredAt, fromAccount, toAccount, currency } = fact.detail;
  const line = { eventId, transferId, occurredAt, currency };
  const atSource = { ...line, accountId: fromAccount, counterparty: toAccount };
  switch (fact.name) {
    case 'AccountDebited':
      return { ...atSource, kind: 'debit', amount: (-fact.minorUnits).toString() };
    case 'TransferRolledBack':
      return { ...atSource, kind: 'reversal', amount: fact.minorUnits.toString() };
    case 'TransferCompleted':
      return {
        ...line,
        accountId: toAccount,
        counterparty: fromAccount,
        kind: 'credit',
        amount: fact.minorUnits.toString(),
      };
    default:
      return undefined;
  }
}
