import { derivedId, factSource, type Violation } from '../../events/index.ts';
import type { Fact } from '../domain/facts.ts';
import type { IncomingRequest } from './request.ts';

/** The fact that tells the requester. Its `transferId` is only a reference. */
export function refusalFact(incoming: IncomingRequest, reasons: readonly Violation[], occurredAt: string): Fact {
  const { requestId, transferId, requester, idempotencyKey } = incoming;
  const id = derivedId(requestId, 'TransferRequestRefused');
  return {
    id,
    source: factSource,
    detailType: 'TransferRequestRefused',
    detail: {
      eventId: id,
      requestId,
      ...(transferId ? { transferId } : {}),
      sequence: 0,
      schemaVersion: 1,
      occurredAt,
      ...(requester ? { requester } : {}),
      ...(idempotencyKey ? { idempotencyKey } : {}),
      reasons,
    },
  };
}
