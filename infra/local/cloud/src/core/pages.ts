/** Pages of the List operations. A token says which list it belongs to and where the next page begins. */
import type { AwsError } from './service.ts';

export function writePageToken(list: string, position: string | number): string {
  return Buffer.from(JSON.stringify([list, position])).toString('base64');
}

/** @param list the token must belong to. @throws `invalid` */
export function readPageToken<Position extends string | number>(
  token: string | undefined,
  list: string,
  type: Position extends string ? 'string' : 'number',
  invalid: () => AwsError,
): Position | undefined {
  if (token === undefined) return undefined;
  try {
    const [ofList, position] = JSON.parse(Buffer.from(token, 'base64').toString('utf8'));
    if (ofList === list && typeof position === type) return position;
  } catch {
    // refused below
  }
  throw invalid();
}

interface PageRequest<T> {
  /** Names the list in its tokens. */
  readonly list: string;
  readonly nameOf: (item: T) => string;
  readonly size: number;
  readonly token: string | undefined;
  readonly invalidToken: () => AwsError;
}

interface Page<T> {
  readonly items: readonly T[];
  /** Undefined on the last page. */
  readonly nextToken: string | undefined;
}

/** A page of items in order of their names, which are unique. @throws AwsError for a token of another list */
export function page<T>(all: Iterable<T>, { list, nameOf, size, token, invalidToken }: PageRequest<T>): Page<T> {
  const after = readPageToken<string>(token, list, 'string', invalidToken);
  const sorted = [...all].sort((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1));
  const rest = after === undefined ? sorted : sorted.filter((item) => nameOf(item) > after);
  const items = rest.slice(0, size);
  const last = items.at(-1);
  const nextToken = last !== undefined && items.length < rest.length ? writePageToken(list, nameOf(last)) : undefined;
  return { items, nextToken };
}
