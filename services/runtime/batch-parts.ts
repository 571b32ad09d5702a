/** The parts that a batch is worked on in after a fault. */
import { isOurFault } from './our-fault.ts';

/** Each item by itself. */
export function eachAlone<Item>(items: readonly Item[]): Item[][] {
  return items.map((item) => [item]);
}

/**
 * Halves, for batches of a thousand, until the item that the fault belongs to is alone. If the fault is ours (the database does not
 * answer), that would be a thousand tries: the whole batch comes again.
 */
export function halvesUnlessOurs<Item>(items: readonly Item[], fault: unknown): Item[][] {
  if (items.length === 1 || isOurFault(fault)) return [];
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}
