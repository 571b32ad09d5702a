/** One transfer as the proof sees it: its parts, each from the database that holds it. */

/** `fromAccount|toAccount|minor units|currency`: must be the same in registry and records. */
type TermsText = string;

export interface RegistryPart {
  readonly terms: TermsText;
  readonly acceptedAtMs: number;
  readonly outcome: string | null;
  readonly reason: string | null;
  readonly outcomeAtMs: number | null;
}

export interface RecordPart {
  readonly verdict: 'applied' | 'refused' | 'cancelled';
  readonly reason: string | null;
  readonly terms: TermsText;
  readonly recordedAtMs: number;
}

export interface CreditPart {
  readonly credit: RecordPart | undefined;
  /** Minor units that the credit's entries leave in transit. */
  readonly inTransit: bigint;
}

export interface SourcePart {
  readonly debit: RecordPart | undefined;
  readonly reversal: RecordPart | undefined;
  /** Minor units that the entries of debit and reversal leave in transit. */
  readonly inTransit: bigint;
}

export interface TransferView {
  readonly id: string;
  readonly registry: RegistryPart | undefined;
  readonly destination: CreditPart | undefined;
  readonly source: SourcePart | undefined;
}

export interface DecidedOutcome {
  readonly outcome: 'Completed' | 'Rejected' | 'RolledBack';
  readonly reason: string | null;
  readonly decidedAtMs: number;
}

/** Every outcome that the records decide; at most one in a sound ledger. */
export function decidedOutcomes({ destination, source }: TransferView): DecidedOutcome[] {
  const { credit } = destination ?? {};
  const { debit, reversal } = source ?? {};
  const decided: DecidedOutcome[] = [];
  if (credit?.verdict === 'applied') {
    decided.push({ outcome: 'Completed', reason: null, decidedAtMs: credit.recordedAtMs });
  }
  if (debit && debit.verdict !== 'applied') {
    decided.push({ outcome: 'Rejected', reason: debit.reason ?? 'TimedOut', decidedAtMs: debit.recordedAtMs });
  }
  if (reversal) decided.push({ outcome: 'RolledBack', reason: reversal.reason, decidedAtMs: reversal.recordedAtMs });
  return decided;
}

/** Minor units that the terms move. */
export function amountOf(terms: TermsText): bigint {
  return BigInt(terms.split('|')[2] ?? '0');
}
