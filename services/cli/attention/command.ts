import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { examples, pageOptions } from '../help.ts';

const id = '7d54ac49-2334-5da6-b12d-8e2d46d0f6b1';

export function addAttentionCommands(program: Command, context: CliContext): void {
  const attention = program
    .command('attention')
    .description('transfers that need a person: list, show, retry and acknowledge them');
  addList(attention, context);
  addShow(attention, context);
  addRetry(attention, context);
  addAcknowledge(attention, context);
}

function addList(attention: Command, { io, print }: CliContext): void {
  attention
    .command('list')
    .description('transfers without an outcome after several attempts, oldest first')
    .option('--all', 'also those that somebody has acknowledged')
    .option(...pageOptions.limit)
    .option(...pageOptions.after)
    .addHelpText('after', examples('zeroloss attention list', 'zeroloss attention list --all --json'))
    .action(async (options) => {
      const { attentionList } = await import('./list.ts');
      await print(await attentionList(io, options));
    });
}

function addShow(attention: Command, { io, print }: CliContext): void {
  attention
    .command('show <id>')
    .description('what a transfer waits for, who acknowledged it, and its timeline')
    .addHelpText('after', examples(`zeroloss attention show ${id}`))
    .action(async (typed: string) => {
      const { attentionShow } = await import('./show.ts');
      await print(await attentionShow(io, typed));
    });
}

function addRetry(attention: Command, { io, print }: CliContext): void {
  attention
    .command('retry [id]')
    .description('start the next attempt of a transfer now; safe at any time, also twice')
    .option('--all', 'of all transfers that need attention, acknowledged or not')
    .addHelpText(
      'after',
      `
The attempt is counted at once, and the relay starts its workflow within a minute. It moves no money twice: what is decided stays.
${examples(`zeroloss attention retry ${id}`, 'zeroloss attention retry --all')}`,
    )
    .action(async (typed: string | undefined, options) => {
      const { attentionRetry } = await import('./retry.ts');
      await print(await attentionRetry(io, typed, options));
    });
}

function addAcknowledge(attention: Command, { io, print }: CliContext): void {
  attention
    .command('acknowledge <id>')
    .description('record that you know of a transfer, and why it may wait; the system goes on trying')
    .requiredOption('--reason <text>', 'what is known, or who was told')
    .option('--by <name>', 'who acknowledges it (default: the user of this machine)')
    .addHelpText(
      'after',
      examples(`zeroloss attention acknowledge ${id} --reason "credit consumer is being repaired, INC-1234"`),
    )
    .action(async (typed: string, options) => {
      const { attentionAcknowledge } = await import('./acknowledge.ts');
      await print(await attentionAcknowledge(io, typed, options));
    });
}
