import { randomUUID } from 'node:crypto';
import type { Shards } from '../../database/shards.ts';
import { type IdentifiedRequest, identifyRequest } from '../../intake/request.ts';
import { readTimeoutSeconds } from '../arguments.ts';
import { openBus } from '../bus/bus.ts';
import { follow } from '../bus/follow.ts';
import { CliError } from '../cli-error.ts';
import type { Io } from '../io.ts';
import { exitCodes, type Output } from '../output.ts';
import { findRefused } from '../refused/find.ts';
import { withRunningSystem } from '../running-system.ts';
import { type Found, findTransfer } from './find.ts';
import { outputOf } from './show.ts';
import type { TransferState } from './view.ts';

export interface SendArguments {
  readonly from: string;
  readonly to: string;
  readonly amount: string;
  readonly currency: string;
}

export interface SendOptions {
  readonly key?: string;
  readonly requester: string;
  readonly reference?: string;
  readonly wait: boolean;
  readonly timeout: string;
}

/** Publishes what was typed, unchecked: intake judges it. */
export async function transferSend(io: Io, typed: SendArguments, options: SendOptions): Promise<Output> {
  const timeoutMs = readTimeoutSeconds(options.timeout) * 1000;
  const detail = detailOf(typed, options);
  const request = identifyRequest(detail);
  return withRunningSystem(io, async (system) => {
    await publishOne(system.runtime.endpoint, detail);
    if (!options.wait) return openOutput(request);
    const shards = await system.audit();
    const [open] = await follow(shards, [request], { timeoutMs });
    if (open) return openOutput(request);
    const found = await findOutcome(shards, request);
    return { ...outputOf(found), exitCode: isCompleted(found) ? exitCodes.ok : exitCodes.otherOutcome };
  });
}

function detailOf({ from, to, amount, currency }: SendArguments, { key, requester, reference }: SendOptions) {
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

/** Of this request: under the same key another request may have become the transfer. */
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

function openOutput({ transferId, requestId }: IdentifiedRequest): Output {
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
