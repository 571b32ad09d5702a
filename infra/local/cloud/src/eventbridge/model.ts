/** EventBridge's records. They are stored as JSON exactly in these shapes, with a format number. */
import type { Tags } from '../core/tags.ts';
import type { InputSettings } from './transform/target-input.ts';

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
  /** Only described: nothing is encrypted, so no event ever fails because a key is missing. */
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
  /** Part of the keys of its events, so that a later archive of the same name does not see them. */
  readonly uid: string;
  readonly bus: string;
  readonly description?: string;
  readonly eventPattern?: string;
  readonly kmsKeyIdentifier?: string;
  /** 0 keeps events forever. */
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
  /** If empty, all rules of the bus. */
  readonly filterArns: readonly string[];
  /** Events from `fromMs` to `toMs`, both inclusive. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly state: ReplayState;
  readonly stateReason?: string;
  readonly startedMs: number;
  readonly endedMs?: number;
  readonly lastReplayedMs?: number;
  /** Key of the archived event that was replayed last; a restart goes on after it. */
  readonly cursor?: string;
}
