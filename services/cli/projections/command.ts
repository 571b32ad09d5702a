import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { examples, pageOptions } from '../help.ts';

export function addProjectionsCommands(program: Command, { io, print }: CliContext): void {
  const projections = program
    .command('projections')
    .description('show, dump and rebuild the read models, which are built from the facts on the bus');

  projections
    .command('transfer <id>')
    .description('the status of a transfer and its facts')
    .addHelpText('after', examples('zeroloss projections transfer 7d54ac49-2334-5da6-b12d-8e2d46d0f6b1 --json'))
    .action(async (id: string) => {
      const { projectedTransfer } = await import('./show.ts');
      await print(await projectedTransfer(io, id));
    });

  projections
    .command('account <id>')
    .description("an account's debits, credits and reversals, newest first")
    .option(...pageOptions.limit)
    .option(...pageOptions.after)
    .addHelpText('after', examples('zeroloss projections account alice --limit 10 --json'))
    .action(async (id: string, options) => {
      const { projectedAccount } = await import('./show.ts');
      await print(await projectedAccount(io, id, options));
    });

  projections
    .command('rebuild')
    .description(
      "empty the read models and build them again from the ledger's own facts; works on a live system, without confirmation",
    )
    .addHelpText(
      'after',
      `
Needs neither bus nor archive: what they have lost comes back. Safe to interrupt and to repeat. Reports the rows and the SHA-256 of the
models before and after; "projections dump" has the same digest.
${examples('zeroloss projections rebuild', 'zeroloss projections rebuild --json')}`,
    )
    .action(async () => {
      const { projectionsRebuild } = await import('./rebuild.ts');
      await print(await projectionsRebuild(io));
    });

  projections
    .command('dump')
    .description('every row as a line of JSON, in a fixed order: the same rows give the same bytes')
    .addHelpText('after', examples('zeroloss projections dump | sha256sum'))
    .action(async () => {
      const { projectionsDump } = await import('./dump.ts');
      await projectionsDump(io);
    });

  projections
    .command('digest')
    .description('the rows of each read model and the SHA-256 of the dump')
    .addHelpText('after', examples('zeroloss projections digest --json'))
    .action(async () => {
      const { projectionsDigest } = await import('./dump.ts');
      await print(await projectionsDigest(io));
    });
}
