/** Reading SQS messages: the body's text, a message of one of our contracts, an event of the bus. */
import { type Contract, parseIgnoringUnknown } from '../../events/index.ts';

/** The message can never be read, however often it is delivered. */
export class UnreadableMessageError extends Error {
  override readonly name = 'UnreadableMessageError';
}

/** A newer version of this system wrote it, as happens during a deployment: it waits until that version takes it. */
export class NewerMessageError extends Error {
  override readonly name = 'NewerMessageError';
}

/** An event as the bus hands it to a queue. */
export interface BusEvent {
  readonly detailType: unknown;
  readonly detail: unknown;
  /** The replay that brought it back; undefined if it comes for the first time. */
  readonly replayName: string | undefined;
}

/** @throws UnreadableMessageError */
export function readEvent(body: string): BusEvent {
  const event = readJson(body);
  if (typeof event !== 'object' || event === null) throw new UnreadableMessageError('it is not an event');
  const { 'detail-type': detailType, detail, 'replay-name': replayName } = event as Record<string, unknown>;
  return { detailType, detail, replayName: typeof replayName === 'string' ? replayName : undefined };
}

/** @throws UnreadableMessageError */
export function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new UnreadableMessageError('it is not JSON', { cause });
  }
}

/**
 * Checks a message of our own against its contract. Fields that this version does not know are left out.
 * @throws NewerMessageError; UnreadableMessageError naming the first twenty broken rules
 */
export function readContract<Message>(contract: Contract & { readonly example: Message }, value: unknown): Message {
  if (isOfNewerSchema(value))
    throw new NewerMessageError(`it is of a newer schema version than ${contract.name} has here`);
  const parsed = parseIgnoringUnknown(contract, value);
  if (parsed.ok) return parsed.value as Message;
  const broken = parsed.violations.slice(0, 20).map(({ path, rule }) => `${path} ${rule}`);
  throw new UnreadableMessageError(`it breaks the contract of ${contract.name}: ${broken.join(', ')}`);
}

/** All our messages are of version 1; those without the field too. */
export function isOfNewerSchema(value: unknown): boolean {
  const { schemaVersion } = (value ?? {}) as { readonly schemaVersion?: unknown };
  return Number.isSafeInteger(schemaVersion) && Number(schemaVersion) > 1;
}
