import { invalidToken } from './errors.ts';

/** An opaque `nextToken`: where to go on, and in what list. */
export function writePageToken(list: string, position: string | number): string {
  return Buffer.from(JSON.stringify([list, position])).toString('base64');
}

/** @throws InvalidToken when it is not a token of this list */
export function readPageToken<Position extends string | number>(
  token: string | undefined,
  list: string,
  type: Position extends string ? 'string' : 'number',
): Position | undefined {
  if (token === undefined) return undefined;
  try {
    const [ofList, position] = JSON.parse(Buffer.from(token, 'base64').toString('utf8'));
    if (ofList === list && typeof position === type) return position;
  } catch {
    // not one of ours
  }
  throw invalidToken();
}
