/** A refused request's detail as its row keeps it. */
import { canonicalJson } from '../domain/canonical.ts';

/** No request nests deeper than metadata. PostgreSQL's JSON parser, like most, runs out of stack at some thousand levels. */
const deepest = 100;

/** JSON text of the detail; of one that nests deeper than any parser must bear, JSON text of a string that holds it. */
export function storedDetail(detail: Readonly<Record<string, unknown>>): string {
  return nestsTooDeep(detail) ? JSON.stringify(canonicalJson(detail)) : JSON.stringify(detail);
}

function nestsTooDeep(detail: object): boolean {
  let level: object[] = [detail];
  for (let depth = 0; depth <= deepest; depth++) {
    level = level.flatMap((container) => Object.values(container).filter(isContainer));
    if (level.length === 0) return false;
  }
  return true;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
