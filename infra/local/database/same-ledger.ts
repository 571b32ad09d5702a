/** Queues, workflows and archives in a data directory belong to one ledger: they are about its transfers. */
import type { Store } from '@zeroloss/local-cloud';
import { StartupError } from '../startup-error.ts';
import type { Ledger } from './database.ts';

const key = 'ledger';

/** Binds the data directory to the ledger at the first start. @throws StartupError if it is bound to another one */
export async function requireSameLedger(store: Store, ledger: Ledger, dataDir: string): Promise<void> {
  const stored = await store.get(key);
  if (stored === undefined) return store.put(key, JSON.stringify(ledger));
  const bound = JSON.parse(stored) as Ledger;
  if (bound.id === ledger.id) return;
  // Then the directory holds an embedded ledger, only unused at the moment: do not advise to empty it.
  const keepsLedger = bound.isEmbedded && !ledger.isEmbedded;
  throw new StartupError(
    `The queues and workflows in ${dataDir} belong to the ledger in ${bound.place}, not to the one in ${ledger.place}; ` +
      (keepsLedger
        ? 'leave DATABASE_URL out, or name another directory in ZEROLOSS_DATA_DIR.'
        : 'repair DATABASE_URL, name another directory in ZEROLOSS_DATA_DIR, or empty this one with `npm start -- --fresh`.'),
  );
}
