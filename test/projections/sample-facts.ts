/** Facts of every kind: those that the services wrote for a ledger with every outcome, and some that a ledger rules out. */
import type { SQSRecord } from 'aws-lambda';
import { derivedId, transferIdOf } from '../../events/index.ts';
import { type FactName, transferFact } from '../../services/domain/facts.ts';
import { createTestDatabase } from '../support/database.ts';
import { orderFor } from '../support/ledger.ts';
import { SampleLedger } from '../support/sample-ledger.ts';

export interface SampleFact {
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** From the outbox of a ledger. */
export async function writtenFacts(): Promise<SampleFact[]> {
  const database = await createTestDatabase(1);
  const ledger = await SampleLedger.open(database.serviceUrls);
  try {
    await ledger.account('alice', 100_000n);
    await ledger.account('bob', 0n);
    await ledger.account('yen', 1000n, 0n, 'JPY');
    for (let number = 0; number < 6; number += 1) {
      await ledger.transfer(`completed-${number}`, 'alice', 'bob', '10.00', 'debit', 'credit');
    }
    await ledger.transfer('back', 'bob', 'alice', '0.01', 'debit', 'credit');
    await ledger.transfer('insufficient', 'bob', 'alice', '1000.00', 'debit');
    await ledger.transfer('unknown', 'alice', 'nobody', '1.00', 'debit', 'credit', 'rollback');
    await ledger.transfer('currency', 'alice', 'yen', '1.00', 'debit', 'credit', 'rollback');
    await ledger.transfer('timed-out', 'alice', 'bob', '2.00', 'debit', 'rollback', 'credit');
    await ledger.transfer('never-debited', 'alice', 'bob', '3.00', 'rollback', 'debit', 'credit');
    await ledger.transfer('half-way', 'alice', 'bob', '4.00', 'debit');
    await ledger.request('accepted', 'alice', 'bob', '6.00');
    await ledger.request('accepted', 'alice', 'bob', '7.00');
    await ledger.request('refused', 'alice', 'alice', '-1.001');
    await ledger.receive({ requester: 7, amount: 1.5 });
    const { rows } = await ledger.shards
      .of('any')
      .pool.query<{ payload: SampleFact }>(`select payload from outbox where kind = 'event' order by id`);
    return rows.map(({ payload }) => payload);
  } finally {
    await ledger.close();
    await database.drop();
  }
}

/** No ledger writes these, but the order of arrival must not decide even here: two outcomes, two calls for attention. */
export function contradictingFacts(): SampleFact[] {
  const order = orderFor('contradicting');
  const facts: [FactName, second: number, reason?: string][] = [
    ['TransferCompleted', 5],
    ['TransferRolledBack', 4, 'AccountFrozen'],
    ['TransferRejected', 4, 'InsufficientFunds'],
    ['TransferNeedsAttention', 7, 'NoOutcome'],
    ['TransferNeedsAttention', 6, 'IdempotencyKeyReuse'],
  ];
  return facts.map(([name, second, reason]) => transferFact(name, order, `2026-11-23T09:30:0${second}.000Z`, reason));
}

let messages = 0;

/** As the queue hands it over: no two deliveries share anything but the detail. */
export function delivered({ detailType, detail }: SampleFact, replayName?: string): SQSRecord {
  messages += 1;
  const event = {
    version: '0',
    id: derivedId('bus', String(messages)),
    'detail-type': detailType,
    source: 'zeroloss',
    time: new Date(messages).toISOString(),
    ...(replayName ? { 'replay-name': replayName } : {}),
    detail,
  };
  return { messageId: `message-${messages}`, body: JSON.stringify(event) } as SQSRecord;
}

export const contradictingId = transferIdOf('test', 'contradicting');
