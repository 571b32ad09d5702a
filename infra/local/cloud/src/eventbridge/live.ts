/** Buses and rules in memory, with their patterns and target inputs compiled. */
import type { BusRecord, RuleRecord, Target } from './model.ts';
import type { EventPattern } from './pattern/event-pattern.ts';
import type { TargetInput } from './transform/target-input.ts';

export interface LiveTarget {
  readonly record: Target;
  readonly input: TargetInput;
}

export interface LiveRule {
  record: RuleRecord;
  pattern: EventPattern | undefined;
  targets: readonly LiveTarget[];
}

export interface LiveBus {
  record: BusRecord;
  readonly rules: Map<string, LiveRule>;
  /** Names of the fields that the patterns of its rules and archives look at. */
  steps: ReadonlySet<string>;
}
