/** A refused request's detail as its row keeps it. */
import { canonicalJson } from '../domain/canonical.ts';

/** Far deeper than any valid request. PostgreSQL's JSON parser, like most, runs out of stack at some thousand levels. */
const maxDepth = 100;

/** JSON text of the detail. If it nests too deep for PostgreSQL, it is wrapped in a JSON string. */
export function storedDetail(detail: Readonly<Record<string, unknown>>): string {
  return nestsTooDeep(detail) ? JSON.stringify(canonicalJson(detail)) : JSON.stringify(detail);
}

function nestsTooDeep(detail: object): boolean {
  let level: object[] = [detail];
  for (let depth = 0; depth <= maxDepth; depth++) {
    level = level.flatMap((container) => Object.values(container).filter(isContainer));
    if (level.length === 0) return false;
  }
  return true;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
