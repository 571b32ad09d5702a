/** The running system's log: JSON lines, in a file of up to 10 MB and the full one before it. */
import { createWriteStream, type WriteStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Log } from '../../../services/runtime/log.ts';
import { makeDirectory } from './make-directory.ts';

const maxBytes = 10 * 1024 * 1024;

export interface FileLog extends Log {
  close(): Promise<void>;
}

/** Appends to `file`, and renames it to `<file>.1` when it is full. If it cannot be written, the system goes on without it. */
export async function openFileLog(file: string): Promise<FileLog> {
  await makeDirectory(dirname(file), 0o700);
  let bytes = (await stat(file).catch(() => undefined))?.size ?? 0;
  let stream = open(file);
  let rotating: Promise<void> | undefined;

  const rotate = async () => {
    await end(stream);
    await rename(file, `${file}.1`).catch(() => {});
    bytes = 0;
    stream = open(file);
    rotating = undefined;
  };
  const write = (level: string, message: string, fields: Record<string, unknown> = {}) => {
    if (rotating) return; // a few lines are lost meanwhile
    const line = `${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`;
    bytes += line.length;
    stream.write(line);
    if (bytes > maxBytes) rotating = rotate();
  };
  return {
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
    close: async () => {
      await rotating;
      await end(stream);
    },
  };
}

function open(file: string): WriteStream {
  return createWriteStream(file, { flags: 'a', mode: 0o600 }).on('error', () => {});
}

function end(stream: WriteStream): Promise<void> {
  return new Promise((resolve) => stream.end(() => resolve()));
}
