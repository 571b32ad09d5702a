import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { examples, pageOptions } from '../help.ts';

const id = '0f3d1c9a-5b7e-5c4d-9a2f-6e8b1d7c3a50';
const noteOptions = {
  reason: ['--reason <text>', 'why; it is kept'],
  by: ['--by <name>', 'who does it (default: the user of this machine)'],
} as const;

export function addDeadLetterCommands(program: Command, context: CliContext): void {
  const deadLetters = program
    .command('dead-letters')
    .description('messages that no consumer can finish: list, show, redrive and dismiss them');
  addList(deadLetters, context);
  addShow(deadLetters, context);
  addRedrive(deadLetters, context);
  addDismiss(deadLetters, context);
}

function addList(deadLetters: Command, { io, print }: CliContext): void {
  deadLetters
    .command('list')
    .description('dead letters that wait for a person, oldest first')
    .option('--queue <name>', 'only those of this queue, such as zeroloss-debit.fifo')
    .option('--all', 'also those that were redriven or dismissed')
    .option(...pageOptions.limit)
    .option(...pageOptions.after)
    .addHelpText('after', examples('zeroloss dead-letters list', 'zeroloss dead-letters list --all --json'))
    .action(async (options) => {
      const { deadLettersList } = await import('./list.ts');
      await print(await deadLettersList(io, options));
    });
}

function addShow(deadLetters: Command, { io, print }: CliContext): void {
  deadLetters
    .command('show <id>')
    .description('one dead letter: its reasons, and its body as it came')
    .addHelpText('after', examples(`zeroloss dead-letters show ${id}`))
    .action(async (typed: string) => {
      const { deadLettersShow } = await import('./show.ts');
      await print(await deadLettersShow(io, typed));
    });
}

function addRedrive(deadLetters: Command, { io, print }: CliContext): void {
  deadLetters
    .command('redrive [id]')
    .description('send a dead letter to its queue again; safe at any age')
    .option('--all', 'all that wait for a person')
    .option('--queue <name>', 'with --all: only those of this queue')
    .requiredOption(...noteOptions.reason)
    .option(...noteOptions.by)
    .addHelpText(
      'after',
      `
What is decided stays: no message moves money twice. One that cannot be finished again comes back as a new dead letter.
On AWS it needs sqs:GetQueueUrl and sqs:SendMessage on the queue.
${examples(
  `zeroloss dead-letters redrive ${id} --reason "consumer is repaired"`,
  'zeroloss dead-letters redrive --all --queue zeroloss-debit.fifo --reason "consumer is repaired"',
)}`,
    )
    .action(async (typed: string | undefined, options) => {
      const { deadLettersRedrive } = await import('./redrive.ts');
      await print(await deadLettersRedrive(io, typed, options));
    });
}

function addDismiss(deadLetters: Command, { io, print }: CliContext): void {
  deadLetters
    .command('dismiss <id>')
    .description('leave a dead letter for good; it is kept, and no longer counted')
    .requiredOption(...noteOptions.reason)
    .option(...noteOptions.by)
    .addHelpText('after', examples(`zeroloss dead-letters dismiss ${id} --reason "the sender was told"`))
    .action(async (typed: string, options) => {
      const { deadLettersDismiss } = await import('./dismiss.ts');
      await print(await deadLettersDismiss(io, typed, options));
    });
}
