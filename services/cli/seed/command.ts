import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { examples } from '../help.ts';

export function addSeedCommand(program: Command, { io, print }: CliContext): void {
  program
    .command('seed')
    .description('open sample accounts in the running system; an account that exists stays as it is')
    .addHelpText('after', examples('zeroloss seed', 'zeroloss seed --json'))
    .action(async () => {
      const { seed } = await import('./seed.ts');
      await print(await seed(io));
    });
}
