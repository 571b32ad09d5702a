/** Intake: gives every request its verdict, once, and starts the transfers that it accepts. */

import { allSettledOrThrow } from '../database/all-settled-or-throw.ts';
import type { Shard } from '../database/shards.ts';
import { readThenWrite } from '../database/transaction.ts';
import { transferFact } from '../domain/facts.ts';
import { deliverWritten } from '../outbox/deliver-written.ts';
import { type Effect, eventEffect, startEffect } from '../outbox/effect.ts';
import { insertEffects } from '../outbox/queries/insert-effects.ts';
import { addToTally } from '../replay/queries/add-to-tally.ts';
import { type Consumed, tallyOf } from '../replay/tally.ts';
import { type Runtime, requiredInteger } from '../runtime/runtime.ts';
import { findPrecedents } from './queries/find-precedents.ts';
import { insertRefused, type RefusedRequest } from './queries/insert-refused.ts';
import { type AcceptedTransfer, insertTransfers } from './queries/insert-transfers.ts';
import { refusalFact } from './refusal.ts';
import type { IncomingRequest } from './request.ts';
import { judge } from './verdict.ts';

/** What counts what a replay brought to the registry. */
export const intakeConsumer = 'intake';

/** Judges a batch in one transaction per registry database. */
export async function intake(runtime: Runtime, requests: readonly IncomingRequest[]): Promise<void> {
  const byRegistry = runtime.shards.group(requests, ({ placedBy }) => placedBy);
  await allSettledOrThrow([...byRegistry].map(([registry, batch]) => intakeAt(runtime, registry, batch)));
}

async function intakeAt(runtime: Runtime, registry: Shard, requests: readonly IncomingRequest[]): Promise<void> {
  const leaseSeconds = requiredInteger(runtime.env, 'OUTBOX_LEASE_SECONDS', 1, 3600);
  const firstBoundSeconds = requiredInteger(runtime.env, 'SWEEPER_FIRST_BOUND_SECONDS', 1, 86_400);
  const effects = await readThenWrite(
    registry.pool,
    (tx) => findPrecedents(tx, requests),
    (precedents) => {
      const at = runtime.now().toISOString();
      const { accepted, refused, effects: caused, consumed } = judgeAll(requests, precedents, at);
      const tallies = tallyOf(consumed);
      return [
        ...(accepted.length > 0 ? [insertTransfers(accepted, at, firstBoundSeconds)] : []),
        ...(refused.length > 0 ? [insertRefused(refused, at)] : []),
        ...(tallies.length > 0 ? [addToTally(intakeConsumer, tallies)] : []),
        insertEffects(caused, leaseSeconds),
      ];
    },
  );
  await deliverWritten(runtime, registry, effects);
}

interface Judged {
  readonly accepted: AcceptedTransfer[];
  readonly refused: RefusedRequest[];
  readonly effects: Effect[];
  readonly consumed: Consumed[];
}

/** In the batch's order, each seeing the verdicts before it: a batch may hold the same request twice. */
function judgeAll(
  requests: readonly IncomingRequest[],
  { accepted: acceptedHashes, refused: refusedIds }: Awaited<ReturnType<typeof findPrecedents>>,
  at: string,
): Judged {
  const judged: Judged = { accepted: [], refused: [], effects: [], consumed: [] };
  for (const incoming of requests) {
    const { requestId, payloadHash } = incoming;
    const transferId = incoming.transferId ?? '';
    const verdict = judge(incoming, {
      acceptedHash: acceptedHashes.get(transferId),
      refused: refusedIds.has(requestId),
    });
    judged.consumed.push({ replayName: incoming.replayName, isNew: verdict.kind !== 'known' });
    if (verdict.kind === 'accepted') {
      const { request, order, amount } = verdict;
      acceptedHashes.set(transferId, payloadHash);
      judged.accepted.push({ transferId, payloadHash, request, amount });
      judged.effects.push(eventEffect(transferFact('TransferAccepted', order, at), transferId));
      judged.effects.push(startEffect(transferId, 1, JSON.stringify(order)));
    } else if (verdict.kind === 'refused') {
      refusedIds.add(requestId);
      judged.refused.push({ incoming, reasons: verdict.reasons });
      judged.effects.push(eventEffect(refusalFact(incoming, verdict.reasons, at), incoming.transferId ?? null));
    }
  }
  return judged;
}
