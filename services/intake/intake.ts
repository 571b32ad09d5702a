/** Intake: gives every request its verdict, once, and starts the transfers that it accepts. */

import { allSettledOrThrow } from '../database/all-settled-or-throw.ts';
import type { Shard } from '../database/shards.ts';
import { readThenWrite } from '../database/transaction.ts';
import { transferFact } from '../domain/facts.ts';
import { deliverWritten } from '../outbox/deliver-written.ts';
import { eventMessage, type OutboxMessage, startMessage } from '../outbox/message.ts';
import { insertMessages } from '../outbox/queries/insert-messages.ts';
import { type Consumed, countReplayed } from '../replay/counter.ts';
import { addToCounter } from '../replay/queries/add-to-counter.ts';
import { type Runtime, requiredInteger } from '../runtime/runtime.ts';
import { judge } from './judgement.ts';
import { findPrecedents } from './queries/find-precedents.ts';
import { insertRefused, type RefusedRequest } from './queries/insert-refused.ts';
import { type AcceptedTransfer, insertTransfers } from './queries/insert-transfers.ts';
import { refusalFact } from './refusal.ts';
import type { IncomingRequest } from './request.ts';

/** What counts what a replay brought to the registry. */
export const intakeConsumer = 'intake';

/** Judges a batch in one transaction per registry database. */
export async function intake(runtime: Runtime, requests: readonly IncomingRequest[]): Promise<void> {
  const byRegistry = runtime.shards.group(requests, ({ shardKey }) => shardKey);
  await allSettledOrThrow([...byRegistry].map(([registry, batch]) => intakeAt(runtime, registry, batch)));
}

async function intakeAt(runtime: Runtime, registry: Shard, requests: readonly IncomingRequest[]): Promise<void> {
  const leaseSeconds = requiredInteger(runtime.env, 'OUTBOX_LEASE_SECONDS', 1, 3600);
  const firstBoundSeconds = requiredInteger(runtime.env, 'SWEEPER_FIRST_BOUND_SECONDS', 1, 86_400);
  const messages = await readThenWrite(
    registry.pool,
    (tx) => findPrecedents(tx, requests),
    (precedents) => {
      const at = runtime.now().toISOString();
      const { accepted, refused, messages: caused, consumed } = judgeAll(requests, precedents, at);
      const tallies = countReplayed(consumed);
      return [
        ...(accepted.length > 0 ? [insertTransfers(accepted, at, firstBoundSeconds)] : []),
        ...(refused.length > 0 ? [insertRefused(refused, at)] : []),
        ...(tallies.length > 0 ? [addToCounter(intakeConsumer, tallies)] : []),
        insertMessages(caused, leaseSeconds),
      ];
    },
  );
  await deliverWritten(runtime, registry, messages);
}

interface Judged {
  readonly accepted: AcceptedTransfer[];
  readonly refused: RefusedRequest[];
  readonly messages: OutboxMessage[];
  readonly consumed: Consumed[];
}

/** In the batch's order, each seeing the verdicts before it: a batch may hold the same request twice. */
function judgeAll(
  requests: readonly IncomingRequest[],
  { accepted: acceptedHashes, refused: refusedIds }: Awaited<ReturnType<typeof findPrecedents>>,
  at: string,
): Judged {
  const judged: Judged = { accepted: [], refused: [], messages: [], consumed: [] };
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
      judged.messages.push(eventMessage(transferFact('TransferAccepted', order, at), transferId));
      judged.messages.push(startMessage(transferId, 1, JSON.stringify(order)));
    } else if (verdict.kind === 'refused') {
      refusedIds.add(requestId);
      judged.refused.push({ incoming, reasons: verdict.reasons });
      judged.messages.push(eventMessage(refusalFact(incoming, verdict.reasons, at), incoming.transferId ?? null));
    }
  }
  return judged;
}
