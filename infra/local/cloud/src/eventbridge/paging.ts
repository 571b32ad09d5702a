/** Pages of EventBridge's List operations. */
import { integer, text } from '../core/input.ts';
import { page } from '../core/pages.ts';
import { validation } from './errors.ts';

const maxPageSize = 100;

export const paging = {
  Limit: integer({ min: 1, max: maxPageSize }),
  NextToken: text({ min: 1, max: 2048 }),
};

interface PageRequest {
  readonly Limit?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** @param list names the list in its tokens. @throws ValidationException for a token of another list */
export function pageOf<T>(
  all: Iterable<T>,
  nameOf: (item: T) => string,
  list: string,
  { Limit = maxPageSize, NextToken: token }: PageRequest,
) {
  const invalidToken = () => validation('Parameter NextToken is not valid.');
  const { items, nextToken: NextToken } = page(all, { list, nameOf, size: Limit, token, invalidToken });
  return { items, next: { NextToken } };
}
