import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { examples } from '../help.ts';

export function addProofCommand(program: Command, { io, print }: CliContext): void {
  program
    .command('proof')
    .description(
      'check the whole ledger against its rules, also while money moves; exit code 0 only if all of them hold',
    )
    .addHelpText('after', examples('zeroloss proof', 'zeroloss proof --json'))
    .action(async () => {
      const { prove } = await import('./proof.ts');
      await print(await prove(io));
    });
}
