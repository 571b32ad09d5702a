import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { examples, pageOptions } from '../help.ts';

export function addAccountCommands(program: Command, { io, print }: CliContext): void {
  const account = program.command('account').description('open, list, show, freeze, unfreeze and close accounts');

  account
    .command('open <id>')
    .description('open an account; opening it again with the same values prints it')
    .requiredOption('--currency <code>', 'ISO 4217 code')
    .option('--balance <amount>', 'opening balance, posted against the issuance account of its currency', '0')
    .option('--overdraft <amount>', 'how far below zero the balance may go', '0')
    .option('--owner <name>', 'name of its owner')
    .addHelpText(
      'after',
      examples(
        'zeroloss account open alice --currency EUR --balance 100.00',
        'zeroloss account open till-7 --currency JPY --overdraft 5000 --owner "Shop 7"',
      ),
    )
    .action(async (id: string, options) => {
      const { accountOpen } = await import('./open.ts');
      await print(await accountOpen(io, id, options));
    });

  account
    .command('list')
    .description('accounts, ordered by id')
    .option('--status <status>', 'only accounts that are open, frozen or closed')
    .option(...pageOptions.limit)
    .option(...pageOptions.after)
    .addHelpText('after', examples('zeroloss account list', 'zeroloss account list --status frozen --limit 10 --json'))
    .action(async (options) => {
      const { accountList } = await import('./list.ts');
      await print(await accountList(io, options));
    });

  account
    .command('show <id>')
    .description('one account')
    .addHelpText('after', examples('zeroloss account show alice --json'))
    .action(async (id: string) => {
      const { accountShow } = await import('./show.ts');
      await print(await accountShow(io, id));
    });

  account
    .command('entries <id>')
    .description('the statement of an account: its entries in order, each with the balance after it')
    .option(...pageOptions.limit)
    .option(...pageOptions.after)
    .addHelpText(
      'after',
      examples('zeroloss account entries alice', 'zeroloss account entries alice --limit 10 --json'),
    )
    .action(async (id: string, options) => {
      const { accountEntries } = await import('./entries.ts');
      await print(await accountEntries(io, id, options));
    });

  const changes = {
    freeze: 'refuse every debit and credit from now on (money in transit still comes back)',
    unfreeze: 'allow debits and credits again',
    close: 'close forever; refused unless the balance is zero',
  } as const;
  for (const change of ['freeze', 'unfreeze', 'close'] as const) {
    account
      .command(`${change} <id>`)
      .description(changes[change])
      .addHelpText('after', examples(`zeroloss account ${change} alice`))
      .action(async (id: string) => {
        const { changeAccountStatus } = await import('./change-status.ts');
        await print(await changeAccountStatus(io, id, change));
      });
  }
}
