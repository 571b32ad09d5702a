/** A request's body as text: decoded strictly, because a guess would make one text of two. */
import { isUtf8 } from 'node:buffer';
import { AwsError } from './service.ts';

/** @throws SerializationException if the bytes are not UTF-8 */
export function decodeBody(body: string | Uint8Array): string {
  if (typeof body === 'string') return body;
  // A view, not a copy. The SDK's own byte type logs a warning if it is converted to text.
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const text = bytes.toString('utf8');
  if (isUtf8(bytes)) return text;
  throw new AwsError('SerializationException', `The request body is not UTF-8 at byte ${firstUnread(bytes, text)}`);
}

/** Decoding writes U+FFFD for what is not UTF-8; the bytes may also have one of their own. */
function firstUnread(bytes: Buffer, text: string): number {
  for (const { index } of text.matchAll(/\ufffd/g)) {
    const at = Buffer.byteLength(text.slice(0, index));
    if (bytes.toString('hex', at, at + 3) !== 'efbfbd') return at;
  }
  return 0;
}
