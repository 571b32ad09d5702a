/**
 * Receipt handles are opaque to clients. Here they hold the message and the receive that they stand for, so that nothing is
 * stored for them, and a handle that is forged or from another queue is recognized.
 */
export interface Receipt {
  /** The queue's serial, unique even across delete and re-create. */
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

/** Returns undefined for a handle that no queue gave out. */
export function decodeReceipt(handle: string): Receipt | undefined {
  const bytes = Buffer.from(handle, 'base64');
  if (bytes.length !== length || bytes.readUIntBE(0, 3) !== version) return undefined;
  if (bytes.readUIntBE(21, 6) !== checksum(bytes)) return undefined;
  return { queue: bytes.readUIntBE(3, 6), order: bytes.readUIntBE(9, 6), count: bytes.readUIntBE(15, 6) };
}

/** FNV-1a over the bytes before it, 32 bits. */
function checksum(bytes: Buffer): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < 21; index++) hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  return hash >>> 0;
}
