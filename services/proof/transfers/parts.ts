/**
 * The three parts of a transfer as SQL, one row per transfer and part, all columns text; and how a row is read. Rows are ordered by
 * the UUID and not by its text, which depends on the collation. (The text column has another name: `order by` would prefer it.)
 */
import type { Step } from '../../domain/transfer.ts';
import type { Column } from './cursor.ts';
import type { CreditPart, RecordPart, RegistryPart, SourcePart } from './view.ts';

const terms = `concat_ws('|', from_account, to_account, amount, currency)`;
const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::bigint::text`;

/** @param condition on `id`; default: all transfers. */
export function registrySql(condition = 'true'): string {
  return `
    select id::text as transfer, ${terms}, ${ms('accepted_at')}, outcome::text, outcome_reason, ${ms('outcome_at')}
      from transfer where ${condition} order by id`;
}

/** Includes transfers that have entries and no record. @param condition on `transfer_id`; default: all transfers. */
export function creditSql(condition = 'true'): string {
  return `
    select transfer_id::text as transfer, coalesce(total, 0)::text, ${columnsOf('credit')}
      from (${recordsOf('credit', condition)}) credit
      full join (${inTransitOf(['credit'], condition)}) transit using (transfer_id)
     order by transfer_id`;
}

export function sourceSql(condition = 'true'): string {
  return `
    select transfer_id::text as transfer, coalesce(total, 0)::text, ${columnsOf('debit')}, ${columnsOf('reversal')}
      from (${recordsOf('debit', condition)}) debit
      full join (${recordsOf('reversal', condition)}) reversal using (transfer_id)
      full join (${inTransitOf(['debit', 'reversal'], condition)}) transit using (transfer_id)
     order by transfer_id`;
}

function recordsOf(step: Step, condition: string): string {
  return `select transfer_id, verdict::text, reason, ${terms} as terms, ${ms('recorded_at')} as recorded_at
            from step_record where step = '${step}' and ${condition}`;
}

function columnsOf(step: Step): string {
  return ['verdict', 'reason', 'terms', 'recorded_at'].map((column) => `${step}.${column}`).join(', ');
}

function inTransitOf(steps: readonly Step[], condition: string): string {
  return `select transfer_id, sum(amount) as total
            from entry
           where line = 2 and step in (${steps.map((step) => `'${step}'`).join(', ')})
             and starts_with(account_id, 'in-transit:') and ${condition}
           group by transfer_id`;
}

export function readRegistry(row: readonly Column[]): RegistryPart {
  const [, rowTerms, acceptedAt, outcome, reason, outcomeAt] = row;
  return {
    terms: rowTerms ?? '',
    acceptedAtMs: Number(acceptedAt),
    outcome: outcome ?? null,
    reason: reason ?? null,
    outcomeAtMs: outcomeAt == null ? null : Number(outcomeAt),
  };
}

export function readCredit(row: readonly Column[]): CreditPart {
  return { inTransit: BigInt(row[1] ?? '0'), credit: readRecord(row, 2) };
}

export function readSource(row: readonly Column[]): SourcePart {
  return { inTransit: BigInt(row[1] ?? '0'), debit: readRecord(row, 2), reversal: readRecord(row, 6) };
}

function readRecord(row: readonly Column[], at: number): RecordPart | undefined {
  const verdict = row[at];
  if (verdict !== 'applied' && verdict !== 'refused' && verdict !== 'cancelled') return undefined;
  return { verdict, reason: row[at + 1] ?? null, terms: row[at + 2] ?? '', recordedAtMs: Number(row[at + 3]) };
}
