import { DatabaseError } from 'pg';
import { withClient } from '../../services/database/databases.ts';

export interface Refusal {
  /** SQLSTATE. */
  readonly code: string | undefined;
  readonly constraint: string | undefined;
}

/** Runs statements and rolls them back. @returns how the database refused them; undefined if it accepted them */
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
