/**
 * Timestamps as Step Functions reads them (Wait, Choice): RFC 3339 with an upper-case `T` and, without an offset, an
 * upper-case `Z`. Seconds may be left out.
 */
const pattern = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|([+-])(\d{2}):(\d{2}))$/;

export interface Instant {
  /** Milliseconds since the epoch, whole. */
  readonly ms: number;
  /** The rest below a millisecond, in nanoseconds. */
  readonly nanos: number;
}

export function parseTimestamp(text: unknown): Instant | undefined {
  const parts = typeof text === 'string' ? pattern.exec(text) : null;
  if (!parts) return undefined;
  const field = (index: number) => Number(parts[index] ?? 0);
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(field) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (hour > 23 || minute > 59 || second > 59 || field(10) > 18 || field(11) > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const fraction = (parts[7] ?? '').padEnd(9, '0');
  const offsetMinutes = (field(10) * 60 + field(11)) * (parts[9] === '-' ? -1 : 1);
  const seconds = (hour * 60 + minute - offsetMinutes) * 60 + second;
  return { ms: date.getTime() + seconds * 1000 + Number(fraction.slice(0, 3)), nanos: Number(fraction.slice(3)) };
}

/** Negative if `left` is before `right`, zero if they are equal, positive if it is after. */
export function compareInstants(left: Instant, right: Instant): number {
  return left.ms - right.ms || left.nanos - right.nanos;
}
