/** A request as it arrives from the bus, and everything that identifies it: read before its contract is checked. */
import { hash } from 'node:crypto';
import type { SQSRecord } from 'aws-lambda';
import { derivedId, idempotencyKeyOf, requesterOf, transferIdOf } from '../../events/index.ts';
import { canonicalDetail, canonicalPayload } from '../domain/canonical.ts';
import { readEvent, UnreadableMessageError } from '../runtime/message.ts';

/** Pure functions of the detail: whoever publishes a request can compute them too. */
export interface IdentifiedRequest {
  readonly detail: Readonly<Record<string, unknown>>;
  /** Undefined if the value cannot be used; the same for the key. */
  readonly requester: string | undefined;
  readonly idempotencyKey: string | undefined;
  /** The transfer that the key names; undefined if requester or key cannot be used. */
  readonly transferId: string | undefined;
  /** SHA-256 of the canonical payload. */
  readonly payloadHash: Buffer;
  /** The same for every copy of this detail under this key. A refusal is stored under it. */
  readonly requestId: string;
  /** Decides in which shard the request is judged. */
  readonly shardKey: string;
}

export interface IncomingRequest extends IdentifiedRequest {
  /** The replay that brought it back; undefined if an upstream system has just published it. */
  readonly replayName: string | undefined;
}

/** @throws UnreadableMessageError if there is no event with a detail that could be judged. */
export function readRequest({ body }: Pick<SQSRecord, 'body'>): IncomingRequest {
  const { detail, replayName } = readEvent(body);
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) {
    throw new UnreadableMessageError('it is not an event with a detail');
  }
  return { replayName, ...identifyRequest(detail as Record<string, unknown>) };
}

export function identifyRequest(detail: Readonly<Record<string, unknown>>): IdentifiedRequest {
  const requester = requesterOf(detail.requester);
  const idempotencyKey = idempotencyKeyOf(detail.idempotencyKey);
  const transferId = requester && idempotencyKey ? transferIdOf(requester, idempotencyKey) : undefined;
  const payloadHash = sha256(canonicalPayload(detail));
  // If the key cannot be used, the detail's hash stands for it.
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
