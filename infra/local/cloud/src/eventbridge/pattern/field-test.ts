/** What a pattern asks of one field: one of the alternatives in its list. */
import type { EventValue } from './event-value.ts';
import type { Segments } from './wildcard.ts';

export interface FieldTest {
  /** Equal for equal tests: two branches of `$or` that begin alike share what follows when complexity is measured. */
  readonly identity: string;
  /** Whether one leaf passes. Absent for `exists: false`, which no leaf passes. */
  readonly passes?: (value: EventValue) => boolean;
  /** The wildcards in it, for the limit on a rule's complexity. */
  readonly wildcards?: readonly Segments[];
  /** An operator that AWS added after `$or`: a pattern in which `$or` is a field's name may not use it. */
  readonly newerThanOr?: true;
}

export const absent: FieldTest = { identity: 'absent' };

export const exists: FieldTest = { identity: 'exists', passes: () => true };

export function fieldTest(
  operator: string,
  operand: string | readonly string[],
  passes: (value: EventValue) => boolean,
  wildcards?: readonly Segments[],
): FieldTest {
  return { identity: JSON.stringify([operator, operand]), passes, ...(wildcards ? { wildcards } : {}) };
}
