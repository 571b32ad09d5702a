/** Reading SQS messages: the body's text, a message of one of our contracts, an event of the bus. */
import { type Contract, parse } from '../../events/index.ts';

/** The message can never be read, however often it is delivered. */
export class UnreadableMessageError extends Error {
  override readonly name = 'UnreadableMessageError';
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

/** Checks a value against a contract. @throws UnreadableMessageError naming the first twenty broken rules. */
export function readContract<Message>(contract: Contract & { readonly example: Message }, value: unknown): Message {
  const parsed = parse(contract, value);
  if (parsed.ok) return parsed.value as Message;
  const broken = parsed.violations.slice(0, 20).map(({ path, rule }) => `${path} ${rule}`);
  throw new UnreadableMessageError(`it breaks the contract of ${contract.name}: ${broken.join(', ')}`);
}
