import type { TransferOrder } from '../../events/index.ts';
import { fromMinorUnits } from '../domain/money.ts';
import type { Terms } from '../domain/transfer.ts';

export interface AcceptedTerms extends Terms {
  readonly requester: string;
  readonly idempotencyKey: string;
  readonly traceparent: string | null;
}

/** What an execution of an accepted transfer is started with. Every attempt has the same, to the byte. */
export function orderOf(terms: AcceptedTerms): TransferOrder {
  const { transferId, requester, idempotencyKey, fromAccount, toAccount, currency, traceparent } = terms;
  const amount = fromMinorUnits(terms.amount, currency);
  return { transferId, requester, idempotencyKey, fromAccount, toAccount, amount, currency, traceparent };
}
