/** Stored times without a stopwatch: what some work stamps lies between the database's clock before and after it, on any machine. */
import { expect } from 'vitest';
import type { TestLedger } from './ledger.ts';

export interface Span {
  readonly from: Date;
  readonly to: Date;
}

export async function spanOf(ledger: TestLedger, work: () => Promise<unknown>): Promise<Span> {
  const from = await databaseNow(ledger);
  await work();
  return { from, to: await databaseNow(ledger) };
}

/** Asserts that the work of `span` set `stamped` to its own time plus `seconds`. */
export function expectStamped(stamped: Date | undefined, { from, to }: Span, seconds: number): void {
  const at = new Date((stamped?.getTime() ?? Number.NaN) - seconds * 1000);
  expect({ stamped, seconds, inSpan: from <= at && at <= to }).toMatchObject({ inSpan: true });
}

/** To the millisecond, as the columns are. */
async function databaseNow(ledger: TestLedger): Promise<Date> {
  const [row] = await ledger.rows<{ now: Date }>('select clock_timestamp()::timestamptz(3) as now');
  if (!row) throw new Error('the ledger has no database');
  return row.now;
}
