import { digest, dump } from '../../projections/dump.ts';
import type { Io } from '../io.ts';
import type { Output } from '../output.ts';
import { withRunningSystem } from '../running-system.ts';
import { write } from '../write.ts';

/** Writes each row as it is read: there may be more rows than memory holds. */
export async function projectionsDump(io: Io): Promise<void> {
  await withRunningSystem(io, async (system) => {
    for await (const { text } of dump(await system.audit())) {
      await write(io.stdout, `${text}\n`);
    }
  });
}

export async function projectionsDigest(io: Io): Promise<Output> {
  const models = await withRunningSystem(io, async (system) => digest(await system.audit()));
  const text = async () => {
    const { fields } = await import('../table.ts');
    return fields([
      ['facts', String(models.facts)],
      ['transfers', String(models.transferStatus)],
      ['account lines', String(models.accountActivity)],
      ['SHA-256', models.sha256],
    ]);
  };
  return { json: models, text };
}
