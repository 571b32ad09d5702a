/** Events on a bus: the envelope as JSON text, with the detail as it was sent. */
import { compactJson } from './compact-json.ts';

export interface BusEvent {
  readonly id: string;
  /** The event's own time, milliseconds since the epoch. */
  readonly timeMs: number;
  /** When the bus accepted it. */
  readonly acceptedMs: number;
  /** The envelope, compact JSON. */
  readonly text: string;
  /** Offset in `text` right after the region, where a replay inserts its name. */
  readonly afterRegion: number;
  /** Bytes as an archive counts them. */
  readonly sizeBytes: number;
  /** AWS X-Ray's header, passed on to targets that take one. */
  readonly traceHeader?: string;
  /** Set on an event of a replay, which is not archived again. */
  readonly replayName?: string;
}

export interface EventContent {
  readonly id: string;
  readonly detailType: string;
  readonly source: string;
  readonly account: string;
  readonly region: string;
  readonly resources: readonly string[];
  /** JSON text of an object. */
  readonly detail: string;
  readonly timeMs: number;
  readonly acceptedMs: number;
  readonly traceHeader?: string | undefined;
}

export function composeEvent(content: EventContent): BusEvent {
  const { id, source, detailType, detail, resources, timeMs, acceptedMs } = content;
  const head = portable(
    `{"version":"0","id":"${id}","detail-type":${JSON.stringify(detailType)},"source":${JSON.stringify(source)},` +
      `"account":"${content.account}","time":"${isoSeconds(timeMs)}","region":"${content.region}"`,
  );
  const text = `${head},${portable(`"resources":${JSON.stringify(resources)},"detail":${compactJson(detail)}`)}}`;
  const sizeBytes = contentBytes(source, detailType, detail, resources) + archivedTimeBytes;
  const trace = content.traceHeader === undefined ? {} : { traceHeader: content.traceHeader };
  return { id, timeMs, acceptedMs, text, afterRegion: head.length, sizeBytes, ...trace };
}

/**
 * Escapes characters that JSON may contain and no queue accepts: U+FFFE, U+FFFF and half a surrogate pair. They can occur only
 * inside strings, where the escape means the same.
 */
function portable(json: string): string {
  return json.replace(/[\p{Cs}\ufffe\uffff]/gu, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}

/** AWS counts the time as its text, `2026-01-01T00:00:00Z`, in an archive's size. */
const archivedTimeBytes = 20;

/** UTF-8 bytes of the fields that count towards an event's size. */
export function contentBytes(source: string, detailType: string, detail: string, resources: readonly string[]): number {
  let bytes = Buffer.byteLength(source) + Buffer.byteLength(detailType) + Buffer.byteLength(detail);
  for (const resource of resources) bytes += Buffer.byteLength(resource);
  return bytes;
}

/** The event with the replay's name in its envelope. */
export function replayed(event: BusEvent, replayName: string): BusEvent {
  const { text, afterRegion } = event;
  const named = `${text.slice(0, afterRegion)},"replay-name":${JSON.stringify(replayName)}${text.slice(afterRegion)}`;
  return { ...event, text: named, replayName };
}

/** `2026-01-01T00:00:00Z`: EventBridge has no fractions of a second. */
export function isoSeconds(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, -5)}Z`;
}
