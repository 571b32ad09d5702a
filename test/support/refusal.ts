import { DatabaseError } from 'pg';
import { withClient } from '../../services/database/databases.ts';

export interface Refusal {
  /** SQLSTATE. */
  readonly code: string | undefined;
  readonly constraint: string | undefined;
}

/** How the database refuses statements, or undefined where it takes them; nothing of them stays. */
export async function refusalOf(url: string, sql: string): Promise<Refusal | undefined> {
  return withClient(url, async (client) => {
    await client.query('begin');
    try {
      await client.query(sql);
      return undefined;
    } catch (error) {
      if (error instanceof DatabaseError) return { code: error.code, constraint: error.constraint };
      throw error;
    } finally {
      await client.query('rollback');
    }
  });
}
