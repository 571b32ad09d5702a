/** What must hold of any ledger at any time, read from the databases. Every test of the step protocol ends with these. */
import { expect } from 'vitest';
import { type ChainHead, chainPosting, type Posting } from '../../services/ledger/chain.ts';
import type { TestLedger } from './ledger.ts';

/** Entries sum to zero, every balance is the sum of its account's entries, and every hash chain is intact. */
export async function expectSoundBooks(ledger: TestLedger): Promise<void> {
  const sums = await ledger.rows<{ currency: string; total: string }>(
    'select currency, sum(amount)::text as total from entry group by currency',
  );
  expect(sums.filter(({ total }) => total !== '0')).toEqual([]);
  expect(await brokenAccounts(ledger)).toEqual([]);
}

interface Head extends ChainHead {
  readonly id: string;
  readonly balance: bigint;
}

async function brokenAccounts(ledger: TestLedger): Promise<string[]> {
  const accounts = await ledger.rows<Head>(
    'select id, balance, entry_count as "entryCount", chain_hash as "chainHash" from account',
  );
  const entries = await ledger.rows<Posting & { postedAt: Date }>(
    `select own.account_id as "accountId", own.transfer_id as "transferId", own.step, own.amount, own.currency,
            own.balance_after as "balanceAfter", own.entry_number as "entryNumber", own.chain_hash as "chainHash",
            own.posted_at as "postedAt", system.account_id as "systemAccountId"
       from entry own
       join entry system on (system.transfer_id, system.step, system.line) = (own.transfer_id, own.step, 2)
      where own.line = 1
      order by own.account_id, own.entry_number`,
  );
  const heads = new Map<string, Head>(accounts.map(({ id }) => [id, { ...beforeTheFirst, id }]));
  for (const { postedAt, ...entry } of entries) {
    const head = heads.get(entry.accountId);
    if (!head) throw new Error(`an entry belongs to ${entry.accountId}, but there is no such account`);
    const { entryNumber, chainHash } = chainPosting(head, entry, postedAt.toISOString());
    const balance = head.balance + entry.amount;
    const whole =
      entryNumber === entry.entryNumber && chainHash.equals(entry.chainHash) && balance === entry.balanceAfter;
    if (!whole) return [`entry ${entry.entryNumber} of ${entry.accountId}`];
    heads.set(entry.accountId, { id: entry.accountId, entryCount: entryNumber, chainHash, balance });
  }
  return accounts.filter((account) => !sameHead(account, heads.get(account.id))).map(({ id }) => id);
}

const beforeTheFirst = { entryCount: 0n, chainHash: Buffer.alloc(32), balance: 0n };

function sameHead(account: Head, computed: Head | undefined): boolean {
  return (
    computed !== undefined &&
    account.balance === computed.balance &&
    account.entryCount === computed.entryCount &&
    account.chainHash.equals(computed.chainHash)
  );
}

/** Money of transfers that were debited and not yet credited or given back; zero when all have ended. */
export async function inTransit(ledger: TestLedger): Promise<bigint> {
  const rows = await ledger.rows<{ total: string }>(
    `select coalesce(sum(amount), 0)::text as total from entry where account_id like 'in-transit:%'`,
  );
  return rows.reduce((sum, { total }) => sum + BigInt(total), 0n);
}

/** Each transfer has exactly one outcome event, and the registry, if it knows the transfer, agrees. */
export async function expectOneOutcomeEach(ledger: TestLedger, transferIds: readonly string[]): Promise<void> {
  const events = await ledger.rows<{ transferId: string; outcome: string }>(
    `select transfer_id as "transferId", replace(payload->>'detailType', 'Transfer', '') as outcome from outbox
      where kind = 'event' and payload->>'detailType' in ('TransferCompleted', 'TransferRejected', 'TransferRolledBack')`,
  );
  const registry = await ledger.rows<{ id: string; outcome: string | null }>('select id, outcome from transfer');
  const recorded = new Map(registry.map(({ id, outcome }) => [id, outcome]));
  const published = new Map<string, string[]>();
  for (const { transferId, outcome } of events)
    published.set(transferId, [...(published.get(transferId) ?? []), outcome]);
  const wrong = transferIds.flatMap((id) => {
    const [outcome, ...more] = published.get(id) ?? [];
    const agrees = !recorded.has(id) || recorded.get(id) === outcome;
    return outcome && more.length === 0 && agrees
      ? []
      : [{ id, published: published.get(id), recorded: recorded.get(id) }];
  });
  expect(wrong).toEqual([]);
}

export async function undelivered(ledger: TestLedger): Promise<string[]> {
  const rows = await ledger.rows<{ kind: string }>('select kind from outbox where delivered_at is null order by kind');
  return rows.map(({ kind }) => kind);
}
