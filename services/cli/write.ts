/** Writing to a stream that may be full or closed. */
import type { Writable } from 'node:stream';
import { CliError } from './cli-error.ts';

/** The other end of the pipe is closed: a reader that has seen enough (`| head`) is not an error, and needs no more. */
export class ReaderGoneError extends Error {
  override readonly name = 'ReaderGoneError';
}

/** Resolves when the text is written. @throws ReaderGoneError. @throws CliError CannotWrite */
export function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(failureOf(error)) : resolve()));
  });
}

function failureOf(cause: NodeJS.ErrnoException): Error {
  if (cause.code === 'EPIPE' || cause.code === 'ERR_STREAM_DESTROYED') return new ReaderGoneError('', { cause });
  const message = `standard output cannot be written (${cause.code ?? cause.message}); what the command has done stays done`;
  return new CliError('CannotWrite', message, { cause });
}
