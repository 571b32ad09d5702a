import { randomUUID } from 'node:crypto';
import type { Shards } from '../../database/shards.ts';
import { type IdentifiedRequest, identifyRequest } from '../../intake/request.ts';
import { readTimeoutSeconds } from '../arguments.ts';
import { openBus } from '../bus/bus.ts';
import { follow } from '../bus/follow.ts';
import type { Io } from '../io.ts';
import { CliError } from '../cli-error.ts';
import { type Output, exitCodes } from '../output.ts';
import { withRunningSystem } from '../running-system.ts';
import { type Found, findRefused, findTransfer } from './find.ts';
import { answerWith } from './show.ts';
import type { TransferState } from './view.ts';

export interface TransferArguments {
  readonly from: string;
  readonly to: string;
  readonly amount: string;
  readonly currency: string;
}

export interface TransferOptions {
  readonly key?: string;
  readonly requester: string;
  readonly reference?: string;
  readonly wait: boolean;
  readonly timeout: string;
}

/** Publishes what was typed as it was typed: the verdict on it is intake's. */
export async function transferSend(io: Io, typed: TransferArguments, options: TransferOptions): Promise<Output> {
  const timeoutMs = readTimeoutSeconds(options.timeout) * 1000;
  const detail = detailOf(typed, options);
  const request = identifyRequest(detail);
  return withRunningSystem(io, async (system) => {
    await publishOne(system.runtime.endpoint, detail);
    if (!options.wait) return openAnswer(request);
    const shards = await system.audit();
    const [open] = await follow(shards, [request], { timeoutMs });
    if (open) return openAnswer(request);
    const found = await findOutcome(shards, request);
    return { ...answerWith(found), exitCode: isCompleted(found) ? exitCodes.ok : exitCodes.otherOutcome };
  });
}

function detailOf({ from, to, amount, currency }: TransferArguments, { key, requester, reference }: TransferOptions) {
  return {
    schemaVersion: 1,
    requester,
    idempotencyKey: key ?? randomUUID(),
    fromAccount: from,
    toAccount: to,
    amount,
    currency,
    ...(reference === undefined ? {} : { reference }),
  };
}

async function publishOne(endpoint: string, detail: object): Promise<void> {
  const bus = openBus(endpoint);
  try {
    const [failure] = await bus.publish([JSON.stringify(detail)]);
    if (failure)
      throw new CliError('NotPublished', `the bus did not take the request: ${failure.code}, ${failure.message}`);
  } finally {
    bus.close();
  }
}

/** Of this request: another one under the same key may have become a transfer that this one is not. */
async function findOutcome(shards: Shards, { requestId, transferId }: IdentifiedRequest): Promise<Found> {
  const refused = await findRefused(shards, requestId);
  const found = refused
    ? { kind: 'refused' as const, request: refused }
    : await findTransfer(shards, transferId ?? requestId);
  if (!found) throw new Error(`the outcome of request ${requestId} vanished`);
  return found;
}

function isCompleted(found: Found): boolean {
  return found.kind === 'transfer' && found.registry.outcome === 'Completed';
}

function openAnswer({ transferId, requestId }: IdentifiedRequest): Output {
  const state: TransferState & { readonly requestId: string } = {
    transferId: transferId ?? null,
    outcome: null,
    reason: null,
    needsAttention: false,
    requestId,
  };
  return {
    json: state,
    text: async () => (await import('./text.ts')).openText(state),
    exitCode: exitCodes.stillOpen,
  };
}
