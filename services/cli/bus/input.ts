/** The lines that `publish` reads, from a file or standard input. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { CliError } from '../cli-error.ts';
import type { Io } from '../io.ts';
import type { Line } from './publish-lines.ts';

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
  readonly onInvalid: (lineNumber: number, problem: string) => void;
}

/** Yields the lines that hold a JSON object; skips empty ones. @throws CliError CannotRead if the input breaks off */
export async function* jsonLines(
  { name, stream }: Input,
  { onBytes, onInvalid }: LineListener,
  signal: AbortSignal,
): AsyncGenerator<Line> {
  let number = 0;
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY, signal });
  let broken: Error | undefined;
  stream.on('error', (error) => {
    broken = error;
    lines.close();
  });
  for await (const read of lines) {
    if (signal.aborted) return;
    number += 1;
    const text = number === 1 ? read.replace(/^\ufeff/, '') : read; // the byte order mark that some editors write
    onBytes(Buffer.byteLength(read) + 1);
    if (text.trim() === '') continue;
    const problem = problemOf(text);
    if (problem) onInvalid(number, problem);
    else yield { number, text };
  }
  if (broken) throw new CliError('CannotRead', `${name} cannot be read after line ${number} (${broken.message})`);
}

function problemOf(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : 'is not a JSON object';
  } catch (error) {
    return `is not JSON: ${(error as Error).message}`;
  }
}
