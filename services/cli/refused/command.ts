import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { examples, pageOptions } from '../help.ts';

export function addRefusedCommands(program: Command, { io, print }: CliContext): void {
  const refused = program
    .command('refused')
    .description('list and show requests that broke the contract or reused a key');

  refused
    .command('list')
    .description('refused requests, newest first')
    .option(...pageOptions.limit)
    .option(...pageOptions.after)
    .addHelpText('after', examples('zeroloss refused list', 'zeroloss refused list --limit 10 --json'))
    .action(async (options) => {
      const { refusedList } = await import('./list.ts');
      await print(await refusedList(io, options));
    });

  refused
    .command('show <id>')
    .description('one refused request by request id, with every reason and the request as received')
    .addHelpText('after', examples('zeroloss refused show 61c3f0a8-7b5d-5e4f-8a1c-0d9e8f7a6b33'))
    .action(async (id: string) => {
      const { refusedShow } = await import('./show.ts');
      await print(await refusedShow(io, id));
    });
}
