/** What the databases say about many transfers, in the words of expected.ts. */
import type { TestLedger } from '../support/ledger.ts';
import { describe } from './expected.ts';

export interface Transfer {
  readonly transferId: string;
  readonly fromAccount: string;
  readonly toAccount: string;
}

/** One line per transfer, in their order. */
export async function observe(ledger: TestLedger, transfers: readonly Transfer[]): Promise<string[]> {
  const ids = transfers.map(({ transferId }) => transferId);
  const accountIds = transfers.flatMap(({ fromAccount, toAccount }) => [fromAccount, toAccount]);
  const [records, accounts, facts, registry] = await Promise.all([
    ledger.rows<{ id: string; step: string; said: string }>(
      `select transfer_id as id, step, concat_ws(' ', verdict, reason) as said
         from step_record where transfer_id = any ($1::uuid[])`,
      [ids],
    ),
    ledger.rows<{ id: string; balance: bigint }>('select id, balance from account where id = any ($1::text[])', [
      accountIds,
    ]),
    ledger.rows<{ id: string; said: string }>(
      `select transfer_id as id, concat_ws(' ', payload->>'detailType', payload->'detail'->>'reason') as said
         from outbox
        where kind = 'event' and payload->>'detailType' <> 'TransferAccepted' and transfer_id = any ($1::uuid[])`,
      [ids],
    ),
    ledger.rows<{ id: string; said: string | null }>(
      `select id, nullif(concat_ws(' ', outcome, outcome_reason), '') as said from transfer where id = any ($1::uuid[])`,
      [ids],
    ),
  ]);
  const said = new Map(records.map((record) => [`${record.id} ${record.step}`, record.said]));
  const balances = new Map(accounts.map(({ id, balance }) => [id, balance]));
  const outcomes = new Map(registry.map((row) => [row.id, row.said ?? undefined]));
  const factsOf = new Map<string, string[]>();
  for (const fact of facts) factsOf.set(fact.id, [...(factsOf.get(fact.id) ?? []), fact.said]);
  return transfers.map(({ transferId, fromAccount, toAccount }) =>
    describe({
      debit: said.get(`${transferId} debit`),
      credit: said.get(`${transferId} credit`),
      reversal: said.get(`${transferId} reversal`),
      source: balances.get(fromAccount),
      destination: balances.get(toAccount),
      facts: factsOf.get(transferId) ?? [],
      outcome: outcomes.get(transferId),
    }),
  );
}
