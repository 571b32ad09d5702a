import type { Shards } from '../../database/shards.ts';
import { type Digest, digest } from '../../projections/dump.ts';
import { factOf } from '../../projections/fact.ts';
import { project } from '../../projections/project.ts';
import { emptyModels } from '../../projections/queries/empty-models.ts';
import { ledgerFacts } from '../../replay/ledger-facts.ts';
import { CliError } from '../cli-error.ts';
import { interruptible } from '../interrupt.ts';
import type { Io } from '../io.ts';
import type { Output } from '../output.ts';
import { progressLine } from '../progress.ts';
import { withRunningSystem } from '../running-system.ts';

export interface Rebuilt {
  readonly before: Digest;
  readonly after: Digest;
  /** Whether every row is as before. Not so if money moved meanwhile. */
  readonly identical: boolean;
}

/** The same databases as two roles. */
export interface RebuildShards {
  readonly audit: Shards;
  readonly models: Shards;
}

/**
 * Empties the read models and builds them from the ledger's own facts, whatever bus, archive and queues have lost. Money may move
 * meanwhile: a fact that is written after its part of the ledger was read arrives by the bus, and one that comes both ways is taken once.
 */
export async function projectionsRebuild(io: Io): Promise<Output> {
  const began = performance.now();
  const rebuilt = await withRunningSystem(io, async (system) => {
    const shards = { audit: await system.audit(), models: await system.projections() };
    return interruptible(io, (interrupted) => rebuild(io, shards, interrupted));
  });
  const json = { ...rebuilt, seconds: Math.round(performance.now() - began) / 1000 };
  return { json, text: () => rebuiltText(json) };
}

/** @throws CliError Interrupted */
export async function rebuild(io: Io, { audit, models }: RebuildShards, interrupted: AbortSignal): Promise<Rebuilt> {
  const before = await digest(audit);
  await Promise.all(models.all.map(({ pool }) => emptyModels(pool)));
  await projectAll(io, { audit, models }, interrupted);
  const after = await digest(audit);
  return { before, after, identical: before.sha256 === after.sha256 };
}

async function projectAll(io: Io, { audit, models }: RebuildShards, interrupted: AbortSignal): Promise<void> {
  const line = progressLine(io);
  let facts = 0;
  try {
    for await (const page of ledgerFacts(audit)) {
      if (interrupted.aborted)
        throw new CliError(
          'Interrupted',
          'the read models are only partly built; run zeroloss projections rebuild again',
        );
      const incoming = page.map(({ payload }) => ({
        replayName: undefined,
        fact: factOf(payload.detailType, payload.detail),
      }));
      await project(models, incoming);
      facts += page.length;
      line.show(`${facts} facts`);
    }
  } finally {
    line.clear();
  }
}

async function rebuiltText({ before, after, identical, seconds }: Rebuilt & { seconds: number }): Promise<string> {
  const { table } = await import('../table.ts');
  const counts = table(
    [
      { when: 'before', ...before },
      { when: 'after', ...after },
    ],
    [
      { title: '', of: ({ when }) => when },
      { title: 'facts', of: ({ facts }) => String(facts), right: true },
      { title: 'transfers', of: ({ transferStatus }) => String(transferStatus), right: true },
      { title: 'account lines', of: ({ accountActivity }) => String(accountActivity), right: true },
      { title: 'SHA-256', of: ({ sha256 }) => sha256 },
    ],
  );
  const verdict = identical
    ? `Every row is as before, after ${seconds} s.`
    : `Rows differ: facts arrived meanwhile, or were missing before. ${seconds} s.`;
  return `${counts}\n\n${verdict}`;
}
