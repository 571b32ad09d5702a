/** Every message of the system. */
import { accountDebited } from './account-debited.ts';
import type { Contract } from './contract.ts';
import { creditCommand } from './credit-command.ts';
import { debitCommand } from './debit-command.ts';
import { rollbackCommand } from './rollback-command.ts';
import { transferAccepted } from './transfer-accepted.ts';
import { transferCompleted } from './transfer-completed.ts';
import { transferNeedsAttention } from './transfer-needs-attention.ts';
import { transferRejected } from './transfer-rejected.ts';
import { transferRequestRefused } from './transfer-request-refused.ts';
import { transferRequested } from './transfer-requested.ts';
import { transferRolledBack } from './transfer-rolled-back.ts';

export { type Contract, mostSpecific, type Parsed, parse, parseIgnoringUnknown, type Violation } from './contract.ts';
/** Also for what people type. */
export * as fields from './fields.ts';
export { derivedId, idempotencyKeyOf, isTraceparent, namespace, requesterOf, transferIdOf } from './identity.ts';
export type { TransferOrder } from './transfer-order.ts';
export type { TransferRequested } from './transfer-requested.ts';
export { isWellFormed } from './well-formed.ts';

/** `source` of every event that this system publishes. */
export const factSource = 'zeroloss';

/** Published by upstream systems. */
export const requests = { transferRequested };

/** Published by this system. */
export const facts = {
  transferAccepted,
  transferRequestRefused,
  accountDebited,
  transferCompleted,
  transferRejected,
  transferRolledBack,
  transferNeedsAttention,
};

/** Sent by the workflow to the consumers. */
export const commands = { debitCommand, creditCommand, rollbackCommand };

export const contracts: readonly Contract[] = Object.values({ ...requests, ...facts, ...commands });
