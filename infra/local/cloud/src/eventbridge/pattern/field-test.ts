/** What a pattern asks of one field: one of the alternatives in its list. */
import type { EventValue } from './event-value.ts';

export interface FieldTest {
  /** Whether one leaf passes. Absent for `exists: false`, which no leaf passes. */
  readonly passes?: (value: EventValue) => boolean;
  /** An operator that AWS added after `$or`: a pattern in which `$or` is a field's name may not use it. */
  readonly newerThanOr?: true;
}

export const absent: FieldTest = {};

export const exists: FieldTest = { passes: () => true };
