import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { examples } from '../help.ts';

export function addFactsCommands(program: Command, { io, print }: CliContext): void {
  const facts = program.command('facts').description('what the ledger has told the world');

  facts
    .command('publish')
    .description('publish facts of the ledger again, after the bus, its archive or a subscriber has lost them')
    .option('--from <time>', 'facts from this time on, ISO 8601 (default: all)')
    .option('--to <time>', 'and before this time (default: now)')
    .option('--transfer <id>', 'only those that name this transfer')
    .option('--dry-run', 'count them and publish nothing')
    .addHelpText(
      'after',
      `
Each event is as it was at first, with the same eventId and occurredAt: whoever deduplicates by eventId, as all must, counts nothing
twice. The archive keeps them once more. Safe to interrupt and to repeat. No money moves.
${examples(
  'zeroloss facts publish --dry-run',
  'zeroloss facts publish --from 2026-11-23T09:00:00Z --to 2026-11-23T10:00:00Z',
  'zeroloss facts publish --transfer 7d54ac49-2334-5da6-b12d-8e2d46d0f6b1 --json',
)}`,
    )
    .action(async (options) => {
      const { factsPublish } = await import('./publish.ts');
      await print(await factsPublish(io, options));
    });
}
