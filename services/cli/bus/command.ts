import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { examples } from '../help.ts';

export function addPublishCommand(program: Command, { io, print }: CliContext): void {
  program
    .command('publish <file>')
    .description('publish one TransferRequested event per line of JSON; "-" reads standard input')
    .option('--follow', 'wait until every request has its outcome')
    .option('--timeout <seconds>', 'how long to follow them', '300')
    .addHelpText(
      'after',
      `
Each line is the detail of an event and is sent as it is:
  {"schemaVersion":1,"requester":"payroll","idempotencyKey":"salary-42","fromAccount":"alice","toAccount":"bob","amount":"120.50","currency":"EUR"}
Ctrl-C ends it with a summary of what was sent. Publishing the whole file again is safe.
Exit code 1 if a line could not be sent or read; with --follow 3 if a transfer did not complete, 4 if one is still open.
${examples('zeroloss publish requests.jsonl --follow', 'generate-requests | zeroloss publish - --json')}`,
    )
    .action(async (file: string, options) => {
      const { publish } = await import('./publish.ts');
      await print(await publish(io, file, options));
    });
}
