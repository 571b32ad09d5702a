/** Requests as upstream systems publish them, and the outcomes of their transfers. */
import { type TransferRequested, transferIdOf } from '../../events/index.ts';
import { waitFor } from '../../infra/local/wait-for.ts';
import type { Shards } from '../../services/database/shards.ts';
import { openAccount } from '../../services/ledger/accounts.ts';
import { publishRequests } from '../support/publish-requests.ts';
import type { AwsSystem } from './aws-target.ts';

/** Unique to this run: a target that outlives it has no key or account of this name. */
const run = `e2e-${Date.now().toString(36)}`;

export const requester = run;
export const accountId = (name: string): string => `${run}-${name}`;

/** 1.00 EUR from one account to another. */
export function request(idempotencyKey: string, from: string, to: string): TransferRequested {
  return {
    schemaVersion: 1,
    requester,
    idempotencyKey,
    fromAccount: accountId(from),
    toAccount: accountId(to),
    amount: '1.00',
    currency: 'EUR',
  };
}

export const idOf = ({ idempotencyKey }: Pick<TransferRequested, 'idempotencyKey'>): string =>
  transferIdOf(requester, idempotencyKey);

/** Accounts with 1,000.00 EUR each. */
export async function openAccounts(shards: Shards, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const opening = { currency: 'EUR', balance: 100_000n, overdraftLimit: 0n, owner: null };
    const opened = await openAccount(shards, { id: accountId(name), ...opening });
    if (!opened.ok) throw new Error(`account ${name} could not be opened: ${opened.message}`);
  }
}

export const publish = ({ clients }: AwsSystem, details: readonly TransferRequested[]): Promise<void> =>
  publishRequests(clients.events, 'e2e', details);

export interface Registered {
  readonly id: string;
  readonly attempt: number;
  readonly outcome: string | null;
  readonly reason: string | null;
}

/** The registry's rows for these transfers. */
export async function registered(shards: Shards, ids: readonly string[]): Promise<Registered[]> {
  const answers = await Promise.all(
    [...shards.group(ids, (id) => id)].map(([{ pool }, here]) =>
      pool.query<Registered>(
        `select id, attempt, outcome, outcome_reason as reason from transfer where id = any($1::uuid[])`,
        [here],
      ),
    ),
  );
  return answers.flatMap(({ rows }) => rows);
}

/** Waits until each has an outcome. @returns how many have which. @throws Error on timeout */
export async function outcomes(
  shards: Shards,
  details: readonly TransferRequested[],
  timeoutMs: number,
): Promise<Record<string, number>> {
  const ids = [...new Set(details.map(idOf))];
  const ended = await waitFor(timeoutMs, `some of ${ids.length} transfers have no outcome`, async () => {
    const rows = await registered(shards, ids);
    return rows.length === ids.length && rows.every(({ outcome }) => outcome !== null) ? rows : undefined;
  });
  const counts: Record<string, number> = {};
  for (const { outcome } of ended) counts[outcome ?? 'open'] = (counts[outcome ?? 'open'] ?? 0) + 1;
  return counts;
}
