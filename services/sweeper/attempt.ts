/** The next attempt of an accepted transfer: what the sweeper starts when its time has come, and an operator before that. */
import { type AcceptedTerms, orderOf } from '../ledger/order.ts';
import { type StartMessage, startMessage } from '../outbox/message.ts';

export interface DueAttempt extends AcceptedTerms {
  /** The attempt that is due now, counted already. */
  readonly attempt: number;
}

/** What a statement that counts the attempt returns: the columns of `DueAttempt`. */
export const attemptColumns = `transfer.id as "transferId", attempt, requester, idempotency_key as "idempotencyKey",
               from_account as "fromAccount", to_account as "toAccount", amount, currency, traceparent`;

/** Written in the transaction that counts the attempt: each attempt has its start. */
export function startOf(due: DueAttempt): StartMessage {
  return startMessage(due.transferId, due.attempt, JSON.stringify(orderOf(due)));
}
