/** Queues, workflows and archives in a data directory belong to one ledger: what they carry is about its transfers. */

import type { Store } from '@zeroloss/local-cloud';
import { StartupError } from '../startup-error.ts';
import type { Ledger } from './database.ts';

const key = 'ledger';

/** Binds the cloud's data to the ledger at the first start. @throws StartupError when it is bound to another one */
export async function requireSameLedger(store: Store, ledger: Ledger, dataDir: string): Promise<void> {
  const stored = await store.get(key);
  if (stored === undefined) return store.put(key, JSON.stringify(ledger));
  const bound = JSON.parse(stored) as Ledger;
  if (bound.id === ledger.id) return;
  // Emptying the directory would lose an embedded ledger that is only not in use at this moment.
  const keepsLedger = bound.isEmbedded && !ledger.isEmbedded;
  throw new StartupError(
    `The queues and workflows in ${dataDir} belong to the ledger in ${bound.place}, not to the one in ${ledger.place}; ` +
      (keepsLedger
        ? 'leave DATABASE_URL out, or name another directory in ZEROLOSS_DATA_DIR.'
        : 'repair DATABASE_URL, name another directory in ZEROLOSS_DATA_DIR, or empty this one with `npm start -- --fresh`.'),
  );
}
