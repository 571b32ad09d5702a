import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { examples, pageOptions } from '../help.ts';

export function addTransferCommands(program: Command, { io, print }: CliContext): void {
  const transfer = program
    .command('transfer')
    .description(
      'transfer FROM TO AMOUNT CURRENCY: publish a request and follow it to its end; or show and list transfers',
    );

  // The default: `zeroloss transfer alice bob 12.50 EUR`. Typed by name, it also takes an account called "show" or "list".
  const send = transfer
    .command('send <from> <to> <amount> <currency>', { isDefault: true })
    .description('publish a TransferRequested event and follow the transfer to its end (the default)')
    .option('--key <key>', 'idempotency key; the same key always means the same transfer (default: a new one)')
    .option('--requester <name>', 'who asks; requester and key together identify the transfer', 'zeroloss-cli')
    .option('--reference <text>', 'free text for the statement')
    .option('--no-wait', 'return as soon as the event is on the bus, while the transfer is still open (exit code 4)')
    .option('--timeout <seconds>', 'how long to follow it', '300')
    .action(async (from: string, to: string, amount: string, currency: string, options) => {
      const { transferSend } = await import('./send.ts');
      await print(await transferSend(io, { from, to, amount, currency }, options));
    });
  const shown = examples(
    'zeroloss transfer alice bob 12.50 EUR',
    'zeroloss transfer alice bob 12.50 EUR --key rent-2026-11 --requester tenant-portal --json',
    'zeroloss transfer show 7d54ac49-2334-5da6-b12d-8e2d46d0f6b1',
    'zeroloss transfer list --outcome RolledBack',
  );
  send.addHelpText('after', shown);
  transfer.usage('<from> <to> <amount> <currency> [options] | show <id> | list').addHelpText('after', () => {
    const options = send.createHelp().visibleOptions(send);
    return `\nOptions of a transfer:\n${options.map(({ flags, description }) => `  ${flags.padEnd(24)} ${description}`).join('\n')}\n${shown}`;
  });

  transfer
    .command('show <id>')
    .description('a transfer and its timeline by transfer id, or a refused request by request id')
    .addHelpText('after', examples('zeroloss transfer show 7d54ac49-2334-5da6-b12d-8e2d46d0f6b1 --json'))
    .action(async (id: string) => {
      const { transferShow } = await import('./show.ts');
      await print(await transferShow(io, id));
    });

  transfer
    .command('list')
    .description('accepted transfers, newest first')
    .option('--outcome <outcome>', 'Completed, Rejected, RolledBack, or Open (no outcome yet)')
    .option('--account <id>', 'from or to this account')
    .option(...pageOptions.limit)
    .option(...pageOptions.after)
    .addHelpText(
      'after',
      examples('zeroloss transfer list --outcome Open', 'zeroloss transfer list --account alice --limit 10 --json'),
    )
    .action(async (options) => {
      const { transferList } = await import('./list.ts');
      await print(await transferList(io, options));
    });
}
