/** The running system's log: JSON lines in one file, the last 10 MB of it and the 10 MB before. */
import { createWriteStream, type WriteStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Log } from '../../../services/runtime/log.ts';
import { makeDirectory } from './make-directory.ts';

const maxBytes = 10 * 1024 * 1024;

export interface FileLog extends Log {
  close(): Promise<void>;
}

/** Appends to `file`; when it is full it becomes `<file>.1`. A log that cannot be written is given up, never the system. */
export async function openFileLog(file: string): Promise<FileLog> {
  await makeDirectory(dirname(file), 0o700);
  let bytes = (await stat(file).catch(() => undefined))?.size ?? 0;
  let stream = open(file);
  let turning: Promise<void> | undefined;

  const turn = async () => {
    await end(stream);
    await rename(file, `${file}.1`).catch(() => {});
    bytes = 0;
    stream = open(file);
    turning = undefined;
  };
  const write = (level: string, message: string, fields: Record<string, unknown> = {}) => {
    if (turning) return; // a few lines are lost while the file changes
    const line = `${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`;
    bytes += line.length;
    stream.write(line);
    if (bytes > maxBytes) turning = turn();
  };
  return {
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
    close: async () => {
      await turning;
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
