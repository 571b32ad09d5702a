/**
 * All facts of the ledger, made again from its records: for read models and subscribers after the bus, its archive or a queue was lost.
 * The same event ids and the same bytes as at first, so whoever deduplicates loses nothing and counts nothing twice. Facts that are
 * written meanwhile may be missing: they are published as always.
 */
import type { Shards } from '../database/shards.ts';
import { factsOfTransfer, type RecordedStep, refusalFact } from '../domain/facts.ts';
import { orderOf } from '../ledger/order.ts';
import { type EventMessage, eventMessage } from '../outbox/message.ts';
import { readAttention } from './queries/read-attention.ts';
import { type KeptTransfer, readKeptTransfers } from './queries/read-kept-transfers.ts';
import { readRecordedSteps } from './queries/read-recorded-steps.ts';
import { type KeptRefusal, readRefusals } from './queries/read-refusals.ts';

/** Which facts; undefined: all. */
export interface FactsWanted {
  readonly from?: Date | undefined;
  /** Before this time. */
  readonly to?: Date | undefined;
  /** Only those that name this transfer. */
  readonly transferId?: string | undefined;
}

/** Transfers, or refusals, that are read at once. */
const pageSize = 500;

/** In pages, so that memory holds only one; a transfer's facts come in their order. */
export async function* ledgerFacts(shards: Shards, wanted: FactsWanted = {}): AsyncGenerator<EventMessage[]> {
  const isWanted = ({ payload }: EventMessage) => {
    const at = Date.parse(String(payload.detail.occurredAt));
    return (!wanted.from || at >= wanted.from.getTime()) && (!wanted.to || at < wanted.to.getTime());
  };
  for await (const page of pages(shards, wanted)) yield page.filter(isWanted);
}

async function* pages(shards: Shards, wanted: FactsWanted): AsyncGenerator<EventMessage[]> {
  for (const { pool } of shards.all) {
    const transfers = pagesOf<KeptTransfer>(
      (after) => readKeptTransfers(pool, wanted, after, pageSize),
      ({ transferId }) => transferId,
    );
    for await (const page of transfers) yield await factsOfTransfers(shards, page);
    const refusals = pagesOf<KeptRefusal>(
      (after) => readRefusals(pool, wanted, after, pageSize),
      ({ requestId }) => requestId,
    );
    for await (const page of refusals) yield page.map(factOfRefusal);
  }
}

/** @param keyOf by which `read` sorts, and after which it reads the next page */
async function* pagesOf<Row>(
  read: (after: string | undefined) => Promise<Row[]>,
  keyOf: (row: Row) => string,
): AsyncGenerator<Row[]> {
  let after: string | undefined;
  for (;;) {
    const page = await read(after);
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (!last || page.length < pageSize) return;
    after = keyOf(last);
  }
}

/** Their records lie with the accounts, in any shard. */
async function factsOfTransfers(shards: Shards, transfers: readonly KeptTransfer[]): Promise<EventMessage[]> {
  const ids = transfers.map(({ transferId }) => transferId);
  const [steps, attention] = await Promise.all([
    Promise.all(shards.all.map(({ pool }) => readRecordedSteps(pool, ids))),
    Promise.all(shards.all.map(({ pool }) => readAttention(pool, ids))),
  ]);
  const stepsOf = byTransfer(steps.flat());
  const attentionOf = byTransfer(attention.flat());
  return transfers.flatMap((transfer) => {
    const { transferId, acceptedAt } = transfer;
    const records = (stepsOf.get(transferId) ?? []).map(withIsoTime);
    const facts = factsOfTransfer(orderOf(transfer), acceptedAt.toISOString(), records);
    return [...facts.map((fact) => eventMessage(fact, transferId)), ...(attentionOf.get(transferId) ?? [])];
  });
}

function withIsoTime(step: Omit<RecordedStep, 'recordedAt'> & { readonly recordedAt: Date }): RecordedStep {
  return { ...step, recordedAt: step.recordedAt.toISOString() } as RecordedStep;
}

function factOfRefusal(refusal: KeptRefusal): EventMessage {
  return eventMessage(refusalFact(refusal, refusal.reasons, refusal.refusedAt.toISOString()), refusal.transferId);
}

function byTransfer<Row extends { readonly transferId: string | null }>(
  rows: readonly Row[],
): Map<string | null, Row[]> {
  const groups = new Map<string | null, Row[]>();
  for (const row of rows) groups.set(row.transferId, [...(groups.get(row.transferId) ?? []), row]);
  return groups;
}
