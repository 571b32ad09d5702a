/** Pages of the List operations: in the order of names, each token naming the last one given. */
import { validation } from './errors.ts';

const longestPage = 100;

export interface Page<T> {
  readonly items: readonly T[];
  readonly token: { readonly NextToken?: string };
}

export interface PageRequest {
  readonly limit?: number | undefined;
  readonly token?: string | undefined;
}

/** @throws AwsError ValidationException for a token that none of these operations gave */
export function page<T>(all: Iterable<T>, nameOf: (item: T) => string, request: PageRequest): Page<T> {
  const after = request.token === undefined ? undefined : decode(request.token);
  const sorted = [...all].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const rest = after === undefined ? sorted : sorted.filter((item) => nameOf(item) > after);
  const items = rest.slice(0, request.limit ?? longestPage);
  const last = items.at(-1);
  return { items, token: last !== undefined && items.length < rest.length ? { NextToken: encode(nameOf(last)) } : {} };
}

const mark = 'after:';

function encode(name: string): string {
  return Buffer.from(mark + name).toString('base64');
}

function decode(token: string): string {
  const text = Buffer.from(token, 'base64').toString('utf8');
  if (!text.startsWith(mark)) throw validation('Parameter NextToken is not valid.');
  return text.slice(mark.length);
}
