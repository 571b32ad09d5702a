/**
 * Cursors of paged lists. A cursor holds the key of the last row of the page before, not a count of rows, so rows that are added
 * or changed meanwhile move nothing from one page to another.
 */
import { invalidInput } from './cli-error.ts';

/** Opaque to its user. @param key the last row's key */
export function writeCursor(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** @param patterns of the parts of the key. @throws CliError if the text is not a cursor of this list */
export function readCursor(text: string, patterns: readonly RegExp[]): string[] {
  const key = parse(Buffer.from(text, 'base64url').toString());
  if (
    Array.isArray(key) &&
    key.length === patterns.length &&
    patterns.every((pattern, index) => pattern.test(String(key[index])))
  ) {
    return key.map(String);
  }
  throw invalidInput('--after is not a cursor of this list; take the one that the page before ended with');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const cursorPatterns = {
  accountId: /^[A-Za-z0-9._-]{1,64}$/,
  number: /^\d{1,18}$/,
  time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  uuid: /^[0-9a-f-]{36}$/,
};

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Undefined at the end of the list. */
  readonly next: string | undefined;
}

/**
 * Merges the shards' sorted rows into one page. Each shard was asked for one row more than the page holds.
 * @param compare the order of the queries
 */
export function mergePages<Row>(
  perShard: readonly (readonly Row[])[],
  limit: number,
  compare: (left: Row, right: Row) => number,
  keyOf: (row: Row) => readonly string[],
): Page<Row> {
  const all = perShard.flat().sort(compare);
  const rows = all.slice(0, limit);
  const last = rows.at(-1);
  return { rows, next: last && all.length > limit ? writeCursor(keyOf(last)) : undefined };
}

/** By time, then id, both descending, as the queries of these lists order. */
export function newestFirst<Row>(keyOf: (row: Row) => readonly [time: string, id: string]) {
  return (left: Row, right: Row): number => {
    const [leftTime, leftId] = keyOf(left);
    const [rightTime, rightId] = keyOf(right);
    if (leftTime !== rightTime) return leftTime < rightTime ? 1 : -1;
    return leftId < rightId ? 1 : -1;
  };
}
