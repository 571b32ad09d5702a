/** Runs one command line: parses it, runs the command, prints its output or the error, returns the exit code. */
import { CommanderError } from 'commander';
import { CliError } from './cli-error.ts';
import type { AddCommands } from './context.ts';
import type { Io } from './io.ts';
import { exitCodes, type Output } from './output.ts';
import { buildProgram } from './program.ts';

/**
 * @param args without the program's name
 * @param addMore adds commands that are not the product's own
 * @returns the exit code; any error has been printed
 */
export async function run(args: readonly string[], io: Io, addMore: AddCommands = () => {}): Promise<number> {
  const json = args.includes('--json');
  let exitCode: number = exitCodes.ok;
  let usageError = '';
  const context = {
    io,
    print: async (output: Output) => {
      io.stdout.write(`${json ? JSON.stringify(output.json) : await output.text()}\n`);
      exitCode = output.exitCode ?? exitCodes.ok;
    },
  };
  // Kept, and printed below like any other error.
  const program = buildProgram(
    context,
    (text) => {
      usageError += text;
    },
    addMore,
  );
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return fail(error, json, io);
    if (error.exitCode === exitCodes.ok) return exitCodes.ok; // --help
    // If the command is missing, commander shows the help, which is not a sentence.
    const isHelp = error.code === 'commander.help';
    if (isHelp && !json) io.stderr.write(usageError);
    else fail(new CliError('Usage', isHelp ? 'a command is missing' : sentenceOf(usageError)), json, io);
    return exitCodes.usage;
  }
}

/** Commander's `error: unknown command 'frob'`, with where to find help. */
function sentenceOf(usageError: string): string {
  return `${usageError
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')}; zeroloss --help shows what there is`;
}

/** Any error but a CliError is a bug, so people see where it was thrown. */
function fail(error: unknown, json: boolean, { stdout, stderr }: Io): number {
  const known = error instanceof CliError;
  const { code, exitCode, details } = known ? error : { code: 'Fault', exitCode: exitCodes.error, details: {} };
  const message = error instanceof Error ? error.message || error.name : String(error);
  if (json) stdout.write(`${JSON.stringify({ error: { code, message, ...details } })}\n`);
  stderr.write(`zeroloss: ${message}\n${known ? '' : callsOf(error)}`);
  return exitCode;
}

function callsOf(error: unknown): string {
  const calls = error instanceof Error ? error.stack?.match(/^ +at .*$/gm) : undefined;
  return calls ? `${calls.join('\n')}\n` : '';
}
