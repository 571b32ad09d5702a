import type { Command } from 'commander';
import { examples } from '../help.ts';
import type { CliContext } from '../program.ts';

export function addReplayCommand(program: Command, { io, print }: CliContext): void {
  program
    .command('replay <requests|facts>')
    .description(
      'send archived events to their rules once more, wait for the end, and say what was new and what was known',
    )
    .option('--from <time>', 'events of this time and later, ISO 8601 (default: all that is archived)')
    .option('--to <time>', 'and before this one (default: now)')
    .option('--rule <name>', 'to this rule alone; may be given again (default: every rule)', collect)
    .option('--timeout <seconds>', 'how long to wait for the end', '3600')
    .addHelpText(
      'after',
      `
Ctrl-C cancels the replay. Exit code 1 where it failed or was cancelled, 4 where the time was up: it goes on then.
On AWS an event may take ten minutes into its archive, and at most ten replays run at once.
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
