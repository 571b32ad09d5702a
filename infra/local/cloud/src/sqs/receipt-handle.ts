/**
 * Receipt handles: opaque to clients, here the message and the receive they stand for. Nothing has to be remembered
 * for them, and one that was never given out, or by another queue, is told apart.
 */
export interface Receipt {
  /** Tells a queue from others, also from a deleted one of the same name. */
  readonly queue: number;
  readonly order: number;
  /** The receive count at that receive. */
  readonly count: number;
}

const length = 27;
/** AWS's handles begin with these bytes (`AQEB` in base64). */
const version = 0x010101;

export function encodeReceipt({ queue, order, count }: Receipt): string {
  const bytes = Buffer.allocUnsafe(length);
  bytes.writeUIntBE(version, 0, 3);
  bytes.writeUIntBE(queue, 3, 6);
  bytes.writeUIntBE(order, 9, 6);
  bytes.writeUIntBE(count, 15, 6);
  bytes.writeUIntBE(checksum(bytes), 21, 6);
  return bytes.toString('base64');
}

/** Undefined for what no queue ever gave out. */
export function decodeReceipt(handle: string): Receipt | undefined {
  const bytes = Buffer.from(handle, 'base64');
  if (bytes.length !== length || bytes.readUIntBE(0, 3) !== version) return undefined;
  if (bytes.readUIntBE(21, 6) !== checksum(bytes)) return undefined;
  return { queue: bytes.readUIntBE(3, 6), order: bytes.readUIntBE(9, 6), count: bytes.readUIntBE(15, 6) };
}

/** FNV-1a over what precedes it, 32 bits. */
function checksum(bytes: Buffer): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < 21; index++) hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  return hash >>> 0;
}
