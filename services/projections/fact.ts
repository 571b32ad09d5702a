/** A fact as the read side gets it: an event that the bus has put into the queue. (What the services write is domain/facts.ts.) */
import type { SQSRecord } from 'aws-lambda';
import { type Contract, facts, fields } from '../../events/index.ts';
import { exponentOf } from '../domain/currency.ts';
import type { FactName } from '../domain/facts.ts';
import { toMinorUnits } from '../domain/money.ts';
import { NewerMessageError, readContract, readEvent, UnreadableMessageError } from '../runtime/message.ts';

const transferFacts = {
  TransferAccepted: facts.transferAccepted,
  AccountDebited: facts.accountDebited,
  TransferCompleted: facts.transferCompleted,
  TransferRejected: facts.transferRejected,
  TransferRolledBack: facts.transferRolledBack,
  TransferNeedsAttention: facts.transferNeedsAttention,
} as const satisfies Record<FactName, Contract>;

/** Of an accepted transfer. Each of its facts repeats the transfer's terms. */
export interface TransferFactEvent {
  readonly name: FactName;
  readonly detail: (typeof transferFacts)[FactName]['example'];
  /** `detail.amount` in minor units. */
  readonly minorUnits: bigint;
}

/** Of a request that did not become a transfer. */
export interface RefusalFactEvent {
  readonly name: 'TransferRequestRefused';
  readonly detail: typeof facts.transferRequestRefused.example;
}

export type FactEvent = TransferFactEvent | RefusalFactEvent;

export interface IncomingFact {
  /** The replay that brought it back; undefined if it comes for the first time. */
  readonly replayName: string | undefined;
  readonly fact: FactEvent;
}

/** @throws NewerMessageError, UnreadableMessageError */
export function readFact({ body }: Pick<SQSRecord, 'body'>): IncomingFact {
  const { detailType, detail, replayName } = readEvent(body);
  return { replayName, fact: factOf(detailType, detail) };
}

/** @throws NewerMessageError, UnreadableMessageError */
export function factOf(name: unknown, detail: unknown): FactEvent {
  if (name === 'TransferRequestRefused') return { name, detail: readContract(facts.transferRequestRefused, detail) };
  if (!isFactName(name)) throw unknownFact(name, detail);
  const sound = readContract<TransferFactEvent['detail']>(transferFacts[name], detail);
  const { currency } = sound;
  if (exponentOf(currency) === undefined)
    throw new NewerMessageError(`this version does not know its currency, ${currency}`);
  const amount = toMinorUnits(sound.amount, currency);
  if (!amount?.ok) throw new UnreadableMessageError(`its amount is not valid for its currency, ${currency}`);
  return { name, detail: sound, minorUnits: amount.minorUnits };
}

/** What carries a fact's header and another name is a fact of a newer version. */
function unknownFact(name: unknown, detail: unknown): Error {
  const { eventId, occurredAt } = (detail ?? {}) as Readonly<Record<string, unknown>>;
  const hasHeader =
    fields.factHeader.eventId.safeParse(eventId).success && fields.factHeader.occurredAt.safeParse(occurredAt).success;
  return typeof name === 'string' && hasHeader
    ? new NewerMessageError('this version does not know such a fact')
    : new UnreadableMessageError('its detail type is not a fact of this system');
}

function isFactName(name: unknown): name is FactName {
  return typeof name === 'string' && Object.hasOwn(transferFacts, name);
}

export function isOfTransfer(fact: FactEvent): fact is TransferFactEvent {
  return fact.name !== 'TransferRequestRefused';
}

/** Decides in which shard the fact is kept, by the same rule as intake: the transfer's id, otherwise the request's own. */
export function shardKey(fact: FactEvent): string {
  return isOfTransfer(fact) ? fact.detail.transferId : (fact.detail.transferId ?? fact.detail.requestId);
}
