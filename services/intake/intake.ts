/** Intake: judges each request, once, and starts the transfers that it accepts. */

import { allSettledOrThrow } from '../database/all-settled-or-throw.ts';
import type { Shard } from '../database/shards.ts';
import { readThenWrite } from '../database/transaction.ts';
import { refusalFact, transferFact } from '../domain/facts.ts';
import { deliverWritten } from '../outbox/deliver-written.ts';
import { eventMessage, type OutboxMessage, startMessage } from '../outbox/message.ts';
import { insertMessages } from '../outbox/queries/insert-messages.ts';
import { type Consumed, countReplayed } from '../replay/counter.ts';
import { addToCounter } from '../replay/queries/add-to-counter.ts';
import { replaySources } from '../replay/sources.ts';
import type { IntakeConfig } from '../runtime/config.ts';
import type { Configured } from '../runtime/runtime.ts';
import { judge } from './judgement.ts';
import { type FoundPrecedents, findPrecedents } from './queries/find-precedents.ts';
import { insertRefused, type RefusedRequest } from './queries/insert-refused.ts';
import { type AcceptedTransfer, insertTransfers } from './queries/insert-transfers.ts';
import type { IncomingRequest } from './request.ts';

/** Judges a batch in one transaction per registry database. */
export async function intake(runtime: Configured<IntakeConfig>, requests: readonly IncomingRequest[]): Promise<void> {
  const byRegistry = runtime.shards.group(requests, ({ shardKey }) => shardKey);
  await allSettledOrThrow([...byRegistry].map(([registry, batch]) => intakeAt(runtime, registry, batch)));
}

async function intakeAt(
  runtime: Configured<IntakeConfig>,
  registry: Shard,
  requests: readonly IncomingRequest[],
): Promise<void> {
  const { leaseSeconds, firstBoundSeconds } = runtime.config;
  const written = await readThenWrite(
    registry.pool,
    (tx) => findPrecedents(tx, requests),
    (precedents) => {
      const at = runtime.now().toISOString();
      const { accepted, refused, messages, consumed } = judgeAll(requests, precedents, at);
      const replayed = countReplayed(consumed);
      return [
        ...(accepted.length > 0 ? [insertTransfers(accepted, at, firstBoundSeconds)] : []),
        ...(refused.length > 0 ? [insertRefused(refused, at)] : []),
        ...(replayed.length > 0 ? [addToCounter(replaySources.requests.consumer, replayed)] : []),
        insertMessages(messages, leaseSeconds),
      ];
    },
  );
  await deliverWritten(runtime, registry, written);
}

interface Judged {
  readonly accepted: AcceptedTransfer[];
  readonly refused: RefusedRequest[];
  readonly messages: OutboxMessage[];
  readonly consumed: Consumed[];
}

/** In the batch's order, each request seeing the judgements before it: a batch may hold the same request twice. */
function judgeAll(
  requests: readonly IncomingRequest[],
  { accepted: acceptedHashes, refused: refusedIds }: FoundPrecedents,
  at: string,
): Judged {
  const judged: Judged = { accepted: [], refused: [], messages: [], consumed: [] };
  for (const incoming of requests) {
    const { requestId, payloadHash } = incoming;
    const transferId = incoming.transferId ?? '';
    const judgement = judge(incoming, {
      acceptedHash: acceptedHashes.get(transferId),
      refused: refusedIds.has(requestId),
    });
    judged.consumed.push({ replayName: incoming.replayName, isNew: judgement.kind !== 'known' });
    if (judgement.kind === 'accepted') {
      const { request, order, amount } = judgement;
      acceptedHashes.set(transferId, payloadHash);
      judged.accepted.push({ transferId, payloadHash, request, amount });
      judged.messages.push(eventMessage(transferFact('TransferAccepted', order, at), transferId));
      judged.messages.push(startMessage(transferId, 1, JSON.stringify(order)));
    } else if (judgement.kind === 'refused') {
      refusedIds.add(requestId);
      judged.refused.push({ incoming, reasons: judgement.reasons });
      judged.messages.push(eventMessage(refusalFact(incoming, judgement.reasons, at), incoming.transferId ?? null));
    }
  }
  return judged;
}
