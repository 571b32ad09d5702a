/** Ids that are pure functions of what they name: every duplicate, retry and replay, at any age, means the same thing. */
import { v5 as uuidv5 } from 'uuid';
import { idempotencyKey, requester, traceparent } from './fields.ts';

/** UUIDv5 namespace of everything Zeroloss names. */
export const namespace = '218c6d7c-fd09-4be3-96f7-341c190607f4';

/** Neither part may hold a control character, or the "\n" would make two pairs one id. */
export function transferIdOf(requester: string, idempotencyKey: string): string {
  return uuidv5(`${requester}\n${idempotencyKey}`, namespace);
}

/** A fact's eventId, or the id of another effect of `owner` (a transfer, a request): one per name. */
export function derivedId(owner: string, name: string): string {
  return uuidv5(`${owner}\n${name}`, namespace);
}

/** The requester, where the value can be used as one whatever else the message breaks. */
export function requesterOf(value: unknown): string | undefined {
  return requester.safeParse(value).data;
}

/** The idempotency key, where the value can be used as one. */
export function idempotencyKeyOf(value: unknown): string | undefined {
  return idempotencyKey.safeParse(value).data;
}

/** Whether the value is a W3C trace context. */
export function isTraceparent(value: unknown): boolean {
  return traceparent.safeParse(value).success;
}
