/**
 * Splits bytes into lines at line feeds, and decodes each strictly. Not with node:readline: it guesses at bytes that are not UTF-8, and
 * from Node 24 on it also splits at U+2028 and U+2029, which JSON allows inside a string.
 */
import { isUtf8 } from 'node:buffer';

export interface RawLine {
  readonly number: number;
  /** With the line feed. */
  readonly bytes: number;
  readonly read: Read;
}

export type Read = { readonly text: string } | { readonly code: 'NotUtf8' | 'TooLong'; readonly problem: string };

const lineFeed = 0x0a;

/** Far more than the bus takes in one event. The rest of a longer line is skipped, so that no input fills the memory. */
const maxLineBytes = 16 * 1024 * 1024;

export async function* splitLines(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<RawLine> {
  const line = new LineBuffer();
  for await (const chunk of chunks) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    let from = 0;
    for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, from)) {
      line.add(bytes.subarray(from, at + 1));
      yield line.take();
      from = at + 1;
    }
    line.add(bytes.subarray(from));
  }
  if (line.length > 0) yield line.take();
}

/** The line that is being read. */
class LineBuffer {
  #parts: Buffer[] = [];
  #number = 1;
  /** Of the line's first byte in the input. */
  #offset = 0;
  length = 0;

  add(bytes: Buffer): void {
    this.length += bytes.length;
    if (this.length > maxLineBytes) this.#parts = [];
    else this.#parts.push(bytes);
  }

  take(): RawLine {
    const read = this.length > maxLineBytes ? tooLong : decode(this.#parts, this.#offset);
    const line = { number: this.#number, bytes: this.length, read };
    this.#parts = [];
    this.#number += 1;
    this.#offset += this.length;
    this.length = 0;
    return line;
  }
}

const tooLong: Read = { code: 'TooLong', problem: `is longer than ${maxLineBytes / 1024 / 1024} MiB` };

function decode(parts: readonly Buffer[], offset: number): Read {
  const bytes = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
  const text = bytes.toString('utf8');
  if (isUtf8(bytes)) return { text: text.replace(/\r?\n$/, '') };
  const at = firstUnread(bytes, text);
  const byte = (bytes[at] ?? 0).toString(16).padStart(2, '0');
  return { code: 'NotUtf8', problem: `is not UTF-8: byte 0x${byte} at offset ${offset + at}` };
}

/** Decoding writes U+FFFD for what is not UTF-8; the bytes may also have one of their own. */
function firstUnread(bytes: Buffer, text: string): number {
  for (const { index } of text.matchAll(/\ufffd/g)) {
    const at = Buffer.byteLength(text.slice(0, index));
    if (bytes.toString('hex', at, at + 3) !== 'efbfbd') return at;
  }
  return 0;
}
