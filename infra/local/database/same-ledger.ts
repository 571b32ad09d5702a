/** Queues, workflows and archives in a data directory belong to one ledger: they are about its transfers. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '@zeroloss/local-cloud';
import { StartupError } from '../startup-error.ts';
import type { Ledger } from './database.ts';

const key = 'ledger';

/**
 * Before an embedded PostgreSQL would be made, empty. @throws StartupError if the queues beside it belong to one that is not there any
 * more
 */
export async function requireLedgerFiles(
  store: Store,
  { dataDir, databaseUrl }: { readonly dataDir: string; readonly databaseUrl: string | undefined },
): Promise<void> {
  const stored = await store.get(key);
  const isExpected = stored !== undefined && (JSON.parse(stored) as Ledger).isEmbedded && !databaseUrl;
  const home = join(dataDir, 'postgres');
  if (!isExpected || existsSync(home)) return;
  throw new StartupError(
    `The ledger is missing: ${home} does not exist, and the queues and workflows beside it belong to it; put that directory back from where it was moved or backed up, or name another directory in ZEROLOSS_DATA_DIR.`,
  );
}

/** Binds the data directory to the ledger at the first start. @throws StartupError if it is bound to another one */
export async function requireSameLedger(store: Store, ledger: Ledger, dataDir: string): Promise<void> {
  const stored = await store.get(key);
  if (stored === undefined) return store.put(key, JSON.stringify(ledger));
  const bound = JSON.parse(stored) as Ledger;
  if (bound.id === ledger.id) return;
  // Then the directory holds an embedded ledger, only unused at the moment: its queues are still needed.
  const keepsLedger = bound.isEmbedded && !ledger.isEmbedded;
  throw new StartupError(
    `The queues and workflows in ${dataDir} belong to the ledger in ${bound.place}, not to the one in ${ledger.place}; ` +
      (keepsLedger
        ? 'leave DATABASE_URL out, or name another directory in ZEROLOSS_DATA_DIR.'
        : 'repair DATABASE_URL, name another directory in ZEROLOSS_DATA_DIR, or put them aside with `npm start -- --discard-cloud`.'),
  );
}
