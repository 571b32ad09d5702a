/** Ids are pure functions of what they name: every duplicate, retry and replay, at any age, means the same thing. */
import { v5 as uuidv5 } from 'uuid';
import { idempotencyKey, requester, traceparent } from './fields.ts';
import { isWellFormed } from './well-formed.ts';

/** UUIDv5 namespace of everything Zeroloss names. */
export const namespace = '218c6d7c-fd09-4be3-96f7-341c190607f4';

/**
 * Neither part may hold a control character: because of the "\n" two pairs could get the same id.
 * @throws TypeError if UTF-8 cannot write one of them
 */
export function transferIdOf(requester: string, idempotencyKey: string): string {
  return idOf(`${requester}\n${idempotencyKey}`);
}

/** The id of a fact or another outbox message of `owner` (a transfer, a request): one per name. @throws TypeError as above */
export function derivedId(owner: string, name: string): string {
  return idOf(`${owner}\n${name}`);
}

/** Of the name's bytes in UTF-8. Halves of surrogate pairs would all become U+FFFD there, and different names get one id. */
function idOf(name: string): string {
  if (!isWellFormed(name)) throw new TypeError('a name with half of a surrogate pair has no id: UTF-8 cannot write it');
  return uuidv5(name, namespace);
}

/**
 * The value if it can name something, whatever else is wrong with the message. U+FFFD can, although the contract refuses it: requests
 * that were accepted under such a name before must be known again.
 */
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
