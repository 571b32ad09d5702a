/**
 * Task tokens. A token says which execution it belongs to, so that one that has expired can be told from one that never
 * was without remembering either: the state machine's id, the execution's name, 16 random bytes and a checksum.
 */
import { crc32 } from 'node:zlib';
import type { Ids } from '../../context.ts';

/** Each token of AWS begins with the same few bytes; ours too. */
const head = Buffer.from([0x00, 0x00, 0x00, 0x2a, 0x00, 0x00, 0x00, 0x01]);

export interface TokenOwner {
  readonly machineId: string;
  readonly executionName: string;
}

export function makeToken(owner: TokenOwner, ids: Ids): string {
  const text = Buffer.from(`${owner.machineId}/${owner.executionName}`);
  const token = Buffer.concat([head, ids.bytes(16), text, Buffer.alloc(4)]);
  token.writeUInt32BE(crc32(token.subarray(0, -4)), token.length - 4);
  return token.toString('base64');
}

/** Undefined when it is none of our tokens. */
export function readToken(text: string): TokenOwner | undefined {
  const token = Buffer.from(text, 'base64');
  if (token.length < head.length + 20 || token.toString('base64') !== text) return undefined;
  if (!token.subarray(0, head.length).equals(head)) return undefined;
  if (token.readUInt32BE(token.length - 4) !== crc32(token.subarray(0, -4))) return undefined;
  const owner = token.subarray(head.length + 16, -4).toString('utf8');
  const slash = owner.indexOf('/');
  return slash < 0 ? undefined : { machineId: owner.slice(0, slash), executionName: owner.slice(slash + 1) };
}
