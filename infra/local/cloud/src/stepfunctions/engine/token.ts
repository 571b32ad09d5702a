/**
 * Task tokens: a UUID, the state machine's id, the execution's name and a checksum. So an expired token can be told from a
 * made-up one without storing either.
 */
import { crc32 } from 'node:zlib';
import type { Ids } from '../../core/context.ts';

/** All tokens of AWS begin with the same few bytes; ours too. */
const head = '\0\0\0\x2a\0\0\0\x01';

export interface TokenOwner {
  readonly machineId: string;
  readonly executionName: string;
}

export function makeToken(owner: TokenOwner, ids: Ids): string {
  const body = `${head}${ids.uuid()}/${owner.machineId}/${owner.executionName}/`;
  return Buffer.from(`${body}${checksum(body)}`).toString('base64');
}

const checksum = (body: string): string => crc32(body).toString(16).padStart(8, '0');

/** Returns undefined if it is not one of our tokens. */
export function readToken(text: string): TokenOwner | undefined {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) return undefined;
  const token = bytes.toString('utf8');
  if (!token.startsWith(head) || checksum(token.slice(0, -8)) !== token.slice(-8)) return undefined;
  const [, machineId, executionName] = token.split('/');
  return machineId === undefined || executionName === undefined ? undefined : { machineId, executionName };
}
