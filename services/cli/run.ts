/** Runs one command line: parses it, does it, prints the answer or the error, and says the exit code. */
import { CommanderError } from 'commander';
import type { Io } from './io.ts';
import { CliError, exitCodes } from './output.ts';
import { buildProgram } from './program.ts';

/** @param args without the program's name. @returns the exit code; what went wrong has been printed. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const json = args.includes('--json');
  let exitCode: number = exitCodes.ok;
  let complaint = '';
  const program = buildProgram({
    io,
    give: async (answer) => {
      io.stdout.write(`${json ? JSON.stringify(answer.json) : await answer.text()}\n`);
      exitCode = answer.exitCode ?? exitCodes.ok;
    },
    // Kept, and printed below like any other error.
    complain: (text) => {
      complaint += text;
    },
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return fail(error, json, io);
    if (error.exitCode === exitCodes.ok) return exitCodes.ok; // --help
    // Without a command commander shows the help, which is no sentence.
    const isHelp = error.code === 'commander.help';
    if (isHelp && !json) io.stderr.write(complaint);
    else fail(new CliError('Usage', isHelp ? 'a command is missing' : sentenceOf(complaint)), json, io);
    return exitCodes.usage;
  }
}

/** Commander's `error: unknown command 'frob'`, with where to find help. */
function sentenceOf(complaint: string): string {
  return `${complaint
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')}; zeroloss --help shows what there is`;
}

function fail(error: unknown, json: boolean, { stdout, stderr }: Io): number {
  const known = error instanceof CliError;
  const { code, exitCode, details } = known ? error : { code: 'Fault', exitCode: exitCodes.error, details: {} };
  const message = error instanceof Error ? error.message || error.name : String(error);
  if (json) stdout.write(`${JSON.stringify({ error: { code, message, ...details } })}\n`);
  stderr.write(`zeroloss: ${message}\n`);
  return exitCode;
}
