import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { examples } from '../help.ts';

export function addReplayCommand(program: Command, { io, print }: CliContext): void {
  program
    .command('replay <requests|facts>')
    .description(
      'send archived events to their rules again, wait until they are consumed, and count what was new and what was known',
    )
    .option('--from <time>', 'events from this time on, ISO 8601 (default: all that is archived)')
    .option('--to <time>', 'and before this time (default: now)')
    .option('--rule <name>', 'only to this rule; may be repeated (default: every rule)', collect)
    .option('--timeout <seconds>', 'how long to wait for the end', '3600')
    .addHelpText(
      'after',
      `
Ctrl-C cancels the replay. Exit code 1 if it failed or was cancelled, 4 if the time was up: it goes on then.
On AWS an event may reach its archive ten minutes late, and at most ten replays run at once.
${examples(
  'zeroloss replay requests',
  'zeroloss replay facts --from 2026-11-23T09:00:00Z --to 2026-11-23T10:00:00Z --rule zeroloss-projections --json',
)}`,
    )
    .action(async (what: string, options) => {
      const { replayArchive } = await import('./replay.ts');
      await print(await replayArchive(io, what, options));
    });
}

function collect(rule: string, rules: readonly string[] = []): string[] {
  return [...rules, rule];
}
