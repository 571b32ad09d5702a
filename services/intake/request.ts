/** A request as it arrives from the bus, with everything that identifies it; taken before its contract is looked at. */
import { hash } from 'node:crypto';
import type { SQSRecord } from 'aws-lambda';
import { derivedId, idempotencyKeyOf, requesterOf, transferIdOf } from '../../events/index.ts';
import { canonicalDetail, canonicalPayload } from '../domain/canonical.ts';

/** Pure functions of the detail: who publishes a request can tell them too. */
export interface IdentifiedRequest {
  readonly detail: Readonly<Record<string, unknown>>;
  /** Set where the value can be used; a refusal carries what there is. */
  readonly requester: string | undefined;
  readonly idempotencyKey: string | undefined;
  /** The transfer that the key names; undefined where requester or key can not be used. */
  readonly transferId: string | undefined;
  /** SHA-256 of the canonical payload. */
  readonly payloadHash: Buffer;
  /** The same for every copy of this detail under this key: what a refusal is stored under. */
  readonly requestId: string;
  /** Where the verdict on it is kept. */
  readonly shardKey: string;
}

export interface IncomingRequest extends IdentifiedRequest {
  readonly messageId: string;
  /** The replay that brought it back; undefined for one that an upstream system published. */
  readonly replayName: string | undefined;
}

/** The message is no event with a detail: no verdict can be given, it goes to the dead-letter queue. */
export class UnreadableRequestError extends Error {
  override readonly name = 'UnreadableRequestError';
}

/** @throws UnreadableRequestError */
export function readRequest({ messageId, body }: Pick<SQSRecord, 'messageId' | 'body'>): IncomingRequest {
  const { detail, replayName } = readEvent(body);
  return { messageId, replayName, ...identifyRequest(detail) };
}

export function identifyRequest(detail: Readonly<Record<string, unknown>>): IdentifiedRequest {
  const requester = requesterOf(detail.requester);
  const idempotencyKey = idempotencyKeyOf(detail.idempotencyKey);
  const transferId = requester && idempotencyKey ? transferIdOf(requester, idempotencyKey) : undefined;
  const payloadHash = sha256(canonicalPayload(detail));
  // Where the key can not be used, the detail's hash stands for it.
  const requestId = derivedId(transferId ?? 'request', sha256(canonicalDetail(detail)).toString('hex'));
  return {
    detail,
    requester,
    idempotencyKey,
    transferId,
    payloadHash,
    requestId,
    shardKey: transferId ?? requestId,
  };
}

function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

function readEvent(body: string): { detail: Record<string, unknown>; replayName: string | undefined } {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch (cause) {
    throw new UnreadableRequestError('the message is not JSON', { cause });
  }
  const detail = typeof event === 'object' && event !== null && 'detail' in event ? event.detail : undefined;
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) {
    throw new UnreadableRequestError('the message is not an EventBridge event with a detail');
  }
  const { 'replay-name': replayName } = event as { 'replay-name'?: unknown };
  return {
    detail: detail as Record<string, unknown>,
    replayName: typeof replayName === 'string' ? replayName : undefined,
  };
}
