/**
 * The messages that a transaction leaves behind for others: one outbox row each, written in that transaction and delivered after it.
 * A message's id is derived from what it is, so that it is written only once.
 */
import { derivedId } from '../../events/index.ts';
import type { Fact } from '../domain/facts.ts';
import type { Outcome } from '../domain/transfer.ts';

interface Row<Kind extends string, Payload> {
  readonly id: string;
  readonly kind: Kind;
  readonly transferId: string | null;
  readonly payload: Payload;
}

/** To the bus. */
export type EventMessage = Row<
  'event',
  { readonly detailType: Fact['detailType']; readonly detail: Readonly<Record<string, unknown>> }
>;
/** To the workflow state that waits for the token. */
export type CallbackMessage = Row<'callback', { readonly token: string } & TaskAnswer>;
/** To Step Functions: start an execution. */
export type StartMessage = Row<'start', { readonly name: string; readonly input: string }>;
/** To the registry, which may live in another database. */
export type OutcomeMessage = Row<'outcome', Outcome & { readonly decidedAt: string }>;
export type OutboxMessage = EventMessage | CallbackMessage | StartMessage | OutcomeMessage;

/** What goes back to the workflow: a success with its output, or a failure that the workflow can catch by name. */
export type TaskAnswer =
  | { readonly success: true; readonly output: Readonly<Record<string, unknown>> }
  | { readonly success: false; readonly error: string; readonly cause: string };

export function eventMessage({ id, detailType, detail }: Fact, transferId: string | null): EventMessage {
  return { id, kind: 'event', transferId, payload: { detailType, detail } };
}

/** One per token: a redelivered command finds its answer already written; another token gets an answer of its own. */
export function callbackMessage(transferId: string, token: string, answer: TaskAnswer): CallbackMessage {
  return {
    id: derivedId(transferId, `callback\n${token}`),
    kind: 'callback',
    transferId,
    payload: { token, ...answer },
  };
}

/** @param input the execution's input, stored with the row and never made again. */
export function startMessage(transferId: string, attempt: number, input: string): StartMessage {
  const name = `${transferId}-${attempt}`;
  return { id: derivedId(transferId, `start\n${attempt}`), kind: 'start', transferId, payload: { name, input } };
}

export function outcomeMessage(transferId: string, outcome: Outcome, decidedAt: string): OutcomeMessage {
  return { id: derivedId(transferId, 'outcome'), kind: 'outcome', transferId, payload: { ...outcome, decidedAt } };
}
