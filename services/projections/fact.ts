/** A fact as it arrives from the bus, by way of the queue. */
import type { SQSRecord } from 'aws-lambda';
import { type Contract, facts, parse } from '../../events/index.ts';
import type { FactName } from '../domain/facts.ts';
import { toMinorUnits } from '../domain/money.ts';

const transferFacts = {
  TransferAccepted: facts.transferAccepted,
  AccountDebited: facts.accountDebited,
  TransferCompleted: facts.transferCompleted,
  TransferRejected: facts.transferRejected,
  TransferRolledBack: facts.transferRolledBack,
  TransferNeedsAttention: facts.transferNeedsAttention,
} as const satisfies Record<FactName, Contract>;

/** A fact of a transfer that was accepted. Each of them repeats the transfer's terms. */
export interface TransferFact {
  readonly name: FactName;
  readonly detail: (typeof transferFacts)[FactName]['example'];
  /** What moves: `detail.amount` in minor units. */
  readonly minorUnits: bigint;
}

/** A fact of a request that became no transfer. */
export interface RefusalFact {
  readonly name: 'TransferRequestRefused';
  readonly detail: typeof facts.transferRequestRefused.example;
}

export type Fact = TransferFact | RefusalFact;

export interface IncomingFact {
  readonly messageId: string;
  /** The replay that brought it back; undefined for one that comes for the first time. */
  readonly replayName: string | undefined;
  readonly fact: Fact;
}

/** The message is no fact that this version knows; it goes to the dead-letter queue. */
export class UnreadableFactError extends Error {
  override readonly name = 'UnreadableFactError';
}

/** @throws UnreadableFactError */
export function readFact({ messageId, body }: SQSRecord): IncomingFact {
  const event = envelopeOf(body);
  const replayName = event['replay-name'];
  return {
    messageId,
    replayName: typeof replayName === 'string' ? replayName : undefined,
    fact: factOf(event['detail-type'], event.detail),
  };
}

/** @throws UnreadableFactError */
export function factOf(name: unknown, detail: unknown): Fact {
  if (name === 'TransferRequestRefused') return { name, detail: checked(facts.transferRequestRefused, detail) };
  if (!isFactName(name)) throw new UnreadableFactError('its detail type is no fact of this system');
  const sound = checked<TransferFact['detail']>(transferFacts[name], detail);
  const amount = toMinorUnits(sound.amount, sound.currency);
  if (!amount?.ok) throw new UnreadableFactError(`its amount is none of its currency, ${sound.currency}`);
  return { name, detail: sound, minorUnits: amount.minorUnits };
}

function isFactName(name: unknown): name is FactName {
  return typeof name === 'string' && Object.hasOwn(transferFacts, name);
}

function checked<Detail>(contract: Contract & { readonly example: Detail }, detail: unknown): Detail {
  const parsed = parse(contract, detail);
  if (parsed.ok) return parsed.value as Detail;
  const broken = parsed.violations.slice(0, 20).map(({ path, rule }) => `${path} ${rule}`);
  throw new UnreadableFactError(`it breaks the contract of ${contract.name}: ${broken.join(', ')}`);
}

function envelopeOf(body: string): Record<string, unknown> {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch (cause) {
    throw new UnreadableFactError('it is not JSON', { cause });
  }
  if (typeof event !== 'object' || event === null) throw new UnreadableFactError('it is no event');
  return event as Record<string, unknown>;
}

export function isOfTransfer(fact: Fact): fact is TransferFact {
  return fact.name !== 'TransferRequestRefused';
}

/** What places it: the transfer's id, as for the registry; of a request whose key names none, its own. */
export function shardKey(fact: Fact): string {
  return isOfTransfer(fact) ? fact.detail.transferId : (fact.detail.transferId ?? fact.detail.requestId);
}
