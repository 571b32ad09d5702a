/** The lines that `publish` reads, from a file or standard input. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { CliError } from '../cli-error.ts';
import type { Io } from '../io.ts';
import type { Line } from './publish-lines.ts';
import { splitLines } from './split-lines.ts';

export interface Input {
  readonly name: string;
  readonly stream: Readable;
  /** Bytes, if known. */
  readonly size: number | undefined;
}

/** @throws CliError CannotRead */
export async function openInput({ stdin }: Io, file: string): Promise<Input> {
  if (file === '-') return { name: 'standard input', stream: stdin, size: undefined };
  try {
    const found = await stat(file);
    if (found.isDirectory()) throw new CliError('CannotRead', `${file} is a directory; name a file of JSON lines`);
    const stream = createReadStream(file);
    await new Promise((resolve, reject) => stream.once('open', resolve).once('error', reject));
    return { name: file, stream, size: found.isFile() ? found.size : undefined };
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    throw new CliError('CannotRead', `${file} cannot be read (${code})`, { cause });
  }
}

export interface LineListener {
  readonly onBytes: (bytes: number) => void;
  readonly onInvalid: (lineNumber: number, code: 'NotUtf8' | 'TooLong' | 'NotJson', problem: string) => void;
}

/** Yields the lines that hold a JSON object; skips empty ones. @throws CliError CannotRead if the input breaks off */
export async function* jsonLines(
  { name, stream }: Input,
  { onBytes, onInvalid }: LineListener,
  signal: AbortSignal,
): AsyncGenerator<Line> {
  let last = 0;
  const interrupted = () => stream.destroy();
  signal.addEventListener('abort', interrupted);
  try {
    for await (const { number, bytes, read } of splitLines(stream)) {
      if (signal.aborted) return;
      last = number;
      onBytes(bytes);
      if ('text' in read) yield* jsonLine(number, read.text, onInvalid);
      else onInvalid(number, read.code, read.problem);
    }
  } catch (cause) {
    if (signal.aborted) return;
    throw new CliError('CannotRead', `${name} cannot be read after line ${last} (${(cause as Error).message})`, {
      cause,
    });
  } finally {
    signal.removeEventListener('abort', interrupted);
  }
}

function* jsonLine(number: number, read: string, onInvalid: LineListener['onInvalid']): Generator<Line> {
  const text = number === 1 ? read.replace(/^\ufeff/, '') : read; // the byte order mark that some editors write
  if (text.trim() === '') return;
  const problem = problemOf(text);
  if (problem) onInvalid(number, 'NotJson', problem);
  else yield { number, text };
}

function problemOf(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : 'is not a JSON object';
  } catch (error) {
    return `is not JSON: ${(error as Error).message}`;
  }
}
