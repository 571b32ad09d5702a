/** Why the server or initdb could not start, read from their output, and the sentence for the user. */
import { StartupError } from '../../startup-error.ts';

/** `in-use` and `port` may be temporary: the caller decides whether to try again. */
export type FailureKind = 'port' | 'forbidden-port' | 'in-use' | 'disk' | 'version' | 'other';

const patterns: readonly (readonly [RegExp, FailureKind])[] = [
  [/could not bind .*permission denied/i, 'forbidden-port'],
  [/could not bind .*address already in use|could not create any TCP\/IP sockets/i, 'port'],
  [/lock file ".*" already exists|pre-existing shared memory block .* is still in use/i, 'in-use'],
  [/no space left on device|disk quota exceeded/i, 'disk'],
  [/database files are incompatible with server/i, 'version'],
];

/** @param output several lines, in English: lc_messages is C */
export function kindOfFailure(output: string): FailureKind {
  return patterns.find(([pattern]) => pattern.test(output))?.[1] ?? 'other';
}

export interface FailureContext {
  readonly cluster: string;
  readonly port: number;
  readonly output: string;
}

export function failureSentence(kind: FailureKind, { cluster, port, output }: FailureContext): StartupError {
  switch (kind) {
    case 'port':
      return new StartupError(
        `Port ${port} on 127.0.0.1 is busy, and Postgres needs it; stop what listens there, or set ZEROLOSS_PG_PORT.`,
      );
    case 'forbidden-port':
      return new StartupError(
        `Port ${port} is not open to this user (ports below 1024 are the administrator’s); name another port in ZEROLOSS_PG_PORT.`,
      );
    case 'in-use':
      return new StartupError(
        `Another Postgres still holds ${cluster}; stop it, or name another directory in ZEROLOSS_DATA_DIR.`,
      );
    case 'disk':
      return new StartupError(
        `The disk that holds ${cluster} is full; free some space, or name another directory in ZEROLOSS_DATA_DIR.`,
      );
    case 'version':
      return new StartupError(
        `${cluster} was made by another version of Postgres; start it with the Zeroloss that made it, which has the ledger, or name another directory in ZEROLOSS_DATA_DIR.`,
      );
    case 'other':
      return new StartupError(
        `Postgres does not start in ${cluster}: ${lastMessage(output)}; the ledger is in there, so mend the cause or put a backup back.`,
      );
  }
}

/** The last error, without its time stamp, and without PostgreSQL's hints about its command line. */
function lastMessage(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const fault = lines.findLast((line) => /\b(FATAL|PANIC|error):/i.test(line)) ?? lines.at(-1) ?? 'it ended silently';
  return fault.replace(/^.*?\b(FATAL|PANIC|error):\s*/i, '').trim();
}
