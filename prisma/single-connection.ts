/** Prisma's view of one database connection that stays ours: what the engine does happens in our open transaction. */
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { Pool } from 'pg';

/**
 * @param pool of at most one connection.
 * @param onScriptError told of the database's own error in a migration's SQL; the engine passes on only a part of it.
 */
export function singleConnection(
  pool: Pool,
  onScriptError: (error: unknown) => void,
): SqlMigrationAwareDriverAdapterFactory {
  const prisma = new PrismaPg(pool);
  return {
    provider: prisma.provider,
    adapterName: prisma.adapterName,
    connectToShadowDb: () => Promise.reject(new Error('applying migrations needs no shadow database')),
    async connect() {
      const adapter = await prisma.connect();
      // The adapter's own method cuts a script at every semicolon, also inside function bodies.
      adapter.executeScript = async (script) => {
        try {
          await pool.query(script);
        } catch (error) {
          onScriptError(error);
          throw error;
        }
      };
      return adapter;
    },
  };
}
