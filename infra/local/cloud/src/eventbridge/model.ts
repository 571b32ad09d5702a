/** What EventBridge keeps. Records are stored as they stand here, as JSON with a format number. */
import type { EventPattern } from './pattern/event-pattern.ts';
import type { InputSettings, TargetInput } from './transform/target-input.ts';

export type Tags = Readonly<Record<string, string>>;

export interface PolicyStatement {
  readonly Sid?: string;
  readonly [member: string]: unknown;
}

export interface Policy {
  readonly Version: string;
  readonly Statement: readonly PolicyStatement[];
}

export interface BusRecord {
  readonly v: 1;
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  /** Kept to be described: nothing here is encrypted, so that no event ever fails for want of a key. */
  readonly kmsKeyIdentifier?: string;
  readonly deadLetterConfig?: { readonly Arn?: string };
  readonly policy?: Policy;
  readonly createdMs: number;
  readonly modifiedMs: number;
  readonly tags: Tags;
}

export interface Target extends InputSettings {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly SqsParameters?: { readonly MessageGroupId?: string };
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly RetryPolicy?: { readonly MaximumRetryAttempts?: number; readonly MaximumEventAgeInSeconds?: number };
}

export interface RuleRecord {
  readonly v: 1;
  readonly name: string;
  readonly bus: string;
  readonly arn: string;
  readonly eventPattern?: string;
  readonly scheduleExpression?: string;
  readonly state: string;
  readonly description?: string;
  readonly roleArn?: string;
  readonly tags: Tags;
  readonly targets: readonly Target[];
}

export interface ArchiveRecord {
  readonly v: 1;
  readonly name: string;
  /** Part of the keys of its events: an archive of the same name created later does not see them. */
  readonly uid: string;
  readonly bus: string;
  readonly description?: string;
  readonly eventPattern?: string;
  readonly kmsKeyIdentifier?: string;
  /** 0 keeps events for ever. */
  readonly retentionDays: number;
  readonly createdMs: number;
}

export type ReplayState = 'STARTING' | 'RUNNING' | 'CANCELLING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';

export interface ReplayRecord {
  readonly v: 1;
  readonly name: string;
  readonly description?: string;
  readonly archiveArn: string;
  readonly archiveUid: string;
  readonly bus: string;
  readonly destinationArn: string;
  /** Empty for all rules of the bus. */
  readonly filterArns: readonly string[];
  /** Events from `fromMs` to `toMs`, both included. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly state: ReplayState;
  readonly stateReason?: string;
  readonly startedMs: number;
  readonly endedMs?: number;
  readonly lastReplayedMs?: number;
  /** Key of the archived event last replayed: a restart goes on behind it. */
  readonly cursor?: string;
}

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
  /** Names of members that the patterns of its rules and archives look at. */
  steps: ReadonlySet<string>;
}
