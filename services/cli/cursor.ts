/**
 * Cursors of paged lists. A page is told by the key of the last row before it, never by a count of rows: what is added or changed
 * meanwhile moves nothing from one page to another.
 */
import { invalidInput } from './cli-error.ts';

/** Opaque to who uses it. @param key the last row's key. */
export function writeCursor(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** @param forms of the parts of the key. @throws CliError for a text that is no cursor of this list. */
export function readCursor(text: string, forms: readonly RegExp[]): string[] {
  const key = parse(Buffer.from(text, 'base64url').toString());
  if (
    Array.isArray(key) &&
    key.length === forms.length &&
    forms.every((form, index) => form.test(String(key[index])))
  ) {
    return key.map(String);
  }
  throw invalidInput('--after is no cursor of this list; take the one that the page before ended with');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const cursorForms = {
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
 * One page out of what each shard answered, each in order and with one row more than the page holds, if there are so many.
 * @param compare the order, the same as the queries'.
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

/** By time, then id, both downwards: as the queries of such lists order. */
export function newestFirst<Row>(keyOf: (row: Row) => readonly [time: string, id: string]) {
  return (left: Row, right: Row): number => {
    const [leftTime, leftId] = keyOf(left);
    const [rightTime, rightId] = keyOf(right);
    if (leftTime !== rightTime) return leftTime < rightTime ? 1 : -1;
    return leftId < rightId ? 1 : -1;
  };
}
