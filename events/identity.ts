/** Ids are pure functions of what they name: every duplicate, retry and replay, at any age, means the same thing. */
import { v5 as uuidv5 } from 'uuid';
import { idempotencyKey, requester, traceparent } from './fields.ts';

/** UUIDv5 namespace of everything Zeroloss names. */
export const namespace = '218c6d7c-fd09-4be3-96f7-341c190607f4';

/** Neither part may hold a control character: because of the "\n" two pairs could get the same id. */
export function transferIdOf(requester: string, idempotencyKey: string): string {
  return uuidv5(`${requester}\n${idempotencyKey}`, namespace);
}

/** The id of a fact or another outbox message of `owner` (a transfer, a request): one per name. */
export function derivedId(owner: string, name: string): string {
  return uuidv5(`${owner}\n${name}`, namespace);
}

/** The value if it is a valid requester, whatever else is wrong with the message. */
export function requesterOf(value: unknown): string | undefined {
  return requester.safeParse(value).data;
}

/** The value if it is a valid idempotency key. */
export function idempotencyKeyOf(value: unknown): string | undefined {
  return idempotencyKey.safeParse(value).data;
}

/** Whether the value is a W3C trace context. */
export function isTraceparent(value: unknown): boolean {
  return traceparent.safeParse(value).success;
}
