import { Store } from '@zeroloss/local-cloud';
import { MemoryLevel } from 'memory-level';
import { expect, test } from 'vitest';
import { requireLedgerFiles, requireSameLedger } from './same-ledger.ts';

const embedded = { id: '1', isEmbedded: true, place: 'the embedded Postgres' };
const bank = { id: '2', isEmbedded: false, place: 'localhost:5432/bank' };

async function storeOf(ledger: typeof bank): Promise<Store> {
  const store = await Store.open(new MemoryLevel());
  await requireSameLedger(store, ledger, '/data');
  return store;
}

test('accepts the same ledger under another address', async () => {
  await requireSameLedger(await storeOf(bank), { ...bank, place: '127.0.0.1:5432/bank' }, '/data');
});

test.each([
  ['does not advise to empty an embedded ledger', embedded, bank, 'leave DATABASE_URL out, or name another'],
  ['back to the embedded one', bank, embedded, 'put them aside with `npm start -- --discard-cloud`'],
  [
    'another database',
    bank,
    { ...bank, id: '3', place: 'localhost/other' },
    'put them aside with `npm start -- --discard-cloud`',
  ],
])('%s', async (_, first, second, remedy) => {
  const refusal = requireSameLedger(await storeOf(first), second, '/data');
  await expect(refusal).rejects.toThrow(
    `The queues and workflows in /data belong to the ledger in ${first.place}, not to the one in ${second.place}; `,
  );
  await expect(refusal).rejects.toThrow(remedy);
});

test('a ledger that is gone is not replaced by an empty one', async () => {
  const store = await storeOf(embedded);
  await expect(requireLedgerFiles(store, { dataDir: '/nowhere', databaseUrl: undefined })).rejects.toThrow(
    'The ledger is missing: /nowhere/postgres does not exist, and the queues and workflows beside it belong to it; put that',
  );
  await requireLedgerFiles(store, { dataDir: '/nowhere', databaseUrl: 'postgresql://a:b@c/d' });
  await requireLedgerFiles(await Store.open(new MemoryLevel()), { dataDir: '/nowhere', databaseUrl: undefined });
});
