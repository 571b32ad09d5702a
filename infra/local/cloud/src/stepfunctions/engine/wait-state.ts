import type { WaitState } from '../definition/types.ts';
import { RuntimeFailure } from '../failures.ts';
import { evaluatePath } from '../json-path/evaluate.ts';
import { missing, type Path } from '../json-path/types.ts';
import type { Scope } from '../scope.ts';
import { parseTimestamp } from '../timestamp.ts';

/** AWS keeps seconds in 32 bits. */
const maxWaitMs = (2 ** 31 - 1) * 1000;

interface Now {
  /** On the cloud's clock. */
  readonly nowMs: number;
  /** The time of day, which timestamps mean. */
  readonly wallMs: number;
}

/** When the wait ends, on the cloud's clock. @throws RuntimeFailure */
export function waitUntil({ until }: WaitState, scope: Scope, now: Now): number {
  const { nowMs } = now;
  const untilMs = resolve(until, scope, now);
  if (untilMs - nowMs > maxWaitMs) throw new RuntimeFailure('Wait state delay is too long.');
  return untilMs;
}

function resolve(until: WaitState['until'], scope: Scope, { nowMs, wallMs }: Now): number {
  switch (until.kind) {
    case 'seconds':
      return nowMs + until.seconds * 1000;
    case 'timestamp':
      return nowMs + until.ms - wallMs;
    case 'secondsPath':
      return nowMs + readSeconds(until.path, scope) * 1000;
    case 'timestampPath':
      return nowMs + readTimestamp(until.path, scope) - wallMs;
  }
}

function read(path: Path, field: string, scope: Scope): unknown {
  const value = evaluatePath(path, path.inContext ? scope.context() : scope.data.value);
  if (value !== missing) return value;
  throw new RuntimeFailure(`The ${field} parameter does not reference an input value: ${path.text}`);
}

/** A number written as a string counts too. */
function readSeconds(path: Path, scope: Scope): number {
  const value = read(path, 'SecondsPath', scope);
  const seconds = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (!Number.isSafeInteger(seconds)) {
    throw new RuntimeFailure(
      `The SecondsPath parameter cannot be parsed as a long value: ${path.text} == ${print(value)}`,
    );
  }
  if ((seconds as number) >= 0) return seconds as number;
  throw new RuntimeFailure(`The SecondsPath parameter references a negative value: ${path.text} == ${print(value)}`);
}

function readTimestamp(path: Path, scope: Scope): number {
  const value = read(path, 'TimestampPath', scope);
  const instant = parseTimestamp(value);
  if (instant) return instant.ms;
  throw new RuntimeFailure(
    'The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ' +
      `${path.text} == ${print(value)}`,
  );
}

const print = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
