/**
 * Digests: the MD5s that SDKs verify, and short keys for long ids.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
import { createHash, hash as digest } from 'node:crypto';
import type { MessageAttributes } from './message.ts';

export const md5 = (text: string): string => digest('md5', text);

export const sha256 = (text: string): string => digest('sha256', text);

/** 128 bits of SHA-256, the key of a deduplication id: a busy queue holds hundreds of thousands of them. */
export const fingerprint = (text: string): string => digest('sha256', text, 'buffer').toString('base64', 0, 16);

const stringTransport = Buffer.of(1);
const binaryTransport = Buffer.of(2);

/** Attributes in order of name, each as name, data type, transport type and value, lengths as 4 bytes big-endian. */
export function md5OfAttributes(attributes: MessageAttributes): string {
  const hash = createHash('md5');
  const update = (part: Buffer) => {
    const length = Buffer.allocUnsafe(4);
    length.writeUInt32BE(part.length);
    hash.update(length).update(part);
  };
  for (const name of Object.keys(attributes).sort()) {
    const { DataType = '', StringValue, BinaryValue } = attributes[name] ?? {};
    update(Buffer.from(name));
    update(Buffer.from(DataType));
    const binary = DataType.startsWith('Binary');
    hash.update(binary ? binaryTransport : stringTransport);
    update(binary ? Buffer.from(BinaryValue ?? '', 'base64') : Buffer.from(StringValue ?? ''));
  }
  return hash.digest('hex');
}
