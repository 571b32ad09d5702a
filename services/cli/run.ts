/** Runs one command line: parses it, runs the command, prints its output or the error, returns the exit code. */
import { CommanderError } from 'commander';
import { CliError, invalidInput } from './cli-error.ts';
import type { AddCommands } from './context.ts';
import type { Io } from './io.ts';
import { exitCodes, type Output } from './output.ts';
import { printableJson, printableLine, printableLines } from './printable.ts';
import { buildProgram } from './program.ts';
import { ReaderGoneError, write } from './write.ts';

/**
 * @param args without the program's name
 * @param addMore adds commands that are not the product's own
 * @returns the exit code; any error has been printed
 */
export async function run(args: readonly string[], io: Io, addMore: AddCommands = () => {}): Promise<number> {
  const json = args.includes('--json');
  let exitCode: number = exitCodes.ok;
  let help = '';
  let usageError = '';
  const context = {
    io,
    print: async (output: Output) => {
      exitCode = output.exitCode ?? exitCodes.ok;
      await write(io.stdout, `${json ? jsonText(output.json) : printableLines(await output.text())}\n`);
    },
  };
  // Both are kept, and printed below.
  const program = buildProgram(
    context,
    {
      writeOut: (text) => {
        help += text;
      },
      writeErr: (text) => {
        usageError += text;
      },
    },
    addMore,
  );
  try {
    checkArguments(args);
    await program.parseAsync(args, { from: 'user' }).catch(async (error: unknown) => {
      if (!(error instanceof CommanderError && error.exitCode === exitCodes.ok)) throw error;
      await write(io.stdout, help); // --help, --version
    });
    return exitCode;
  } catch (error) {
    if (error instanceof ReaderGoneError) return exitCode;
    if (!(error instanceof CommanderError)) return fail(error, json, io);
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

/** Node reads bytes that are not UTF-8 as U+FFFD, and two different names would become one. */
function checkArguments(args: readonly string[]): void {
  const unread = args.findIndex((argument) => argument.includes('\ufffd'));
  if (unread === -1) return;
  throw invalidInput(`argument ${unread + 1} ("${args[unread]}") has U+FFFD, or bytes that are not UTF-8`);
}

function jsonText(value: unknown): string {
  return printableJson(JSON.stringify(value));
}

/** Any error but a CliError is a bug, so people see where it was thrown. */
function fail(error: unknown, json: boolean, { stdout, stderr }: Io): number {
  const known = error instanceof CliError;
  const { code, exitCode, details } = known ? error : { code: 'Fault', exitCode: exitCodes.error, details: {} };
  const message = error instanceof Error ? error.message || error.name : String(error);
  if (json) stdout.write(`${jsonText({ error: { code, message, ...details } })}\n`);
  stderr.write(
    `zeroloss: ${known ? printableLine(message) : printableLines(`${message}\n${callsOf(error)}`).trimEnd()}\n`,
  );
  return exitCode;
}

function callsOf(error: unknown): string {
  const calls = error instanceof Error ? error.stack?.match(/^ +at .*$/gm) : undefined;
  return calls?.join('\n') ?? '';
}
