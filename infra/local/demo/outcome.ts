/** How a scenario ended, read from the ledger's databases. */
import { transferIdOf } from '../../../events/index.ts';
import type { Shards } from '../../../services/database/shards.ts';
import { waitFor } from '../wait-for.ts';
import type { Expected } from './scenarios.ts';

export interface Ending {
  readonly transferId: string;
  readonly outcome: Expected['outcome'];
  readonly reasons: readonly string[];
}

/** Waits for the transfer's outcome. @throws Error after the time-out */
export async function followTransfer(shards: Shards, key: RequestKey, timeoutMs: number): Promise<Ending> {
  const transferId = transferIdOf(key.requester, key.idempotencyKey);
  return waitFor(timeoutMs, `transfer ${transferId} has no outcome`, async () => {
    const { rows } = await shards
      .of(transferId)
      .pool.query<{ outcome: Ending['outcome'] | null; reason: string | null }>(
        'select outcome, outcome_reason as reason from transfer where id = $1::uuid',
        [transferId],
      );
    const [found] = rows;
    return found?.outcome
      ? { transferId, outcome: found.outcome, reasons: found.reason ? [found.reason] : [] }
      : undefined;
  });
}

/** Waits for the refusal of a request. @throws Error after the time-out */
export async function followRefusal(shards: Shards, key: RequestKey, timeoutMs: number): Promise<Ending> {
  const transferId = transferIdOf(key.requester, key.idempotencyKey);
  return waitFor(timeoutMs, `the request ${key.idempotencyKey} was not refused`, async () => {
    const { rows } = await shards
      .of(transferId)
      .pool.query<{ reasons: { rule: string }[] }>('select reasons from refused_request where transfer_id = $1::uuid', [
        transferId,
      ]);
    const [found] = rows;
    return found && { transferId, outcome: 'Refused' as const, reasons: found.reasons.map(({ rule }) => rule).sort() };
  });
}

export interface RequestKey {
  readonly requester: string;
  readonly idempotencyKey: string;
}
