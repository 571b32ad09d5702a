import type { Tags } from '../../core/tags.ts';
import type { Definition } from '../definition/types.ts';

export interface LoggingConfiguration {
  readonly level: string;
  readonly includeExecutionData: boolean;
  readonly destinations?: readonly unknown[];
}

/** One version of a state machine; an execution keeps the one that it was started with. */
export interface Revision {
  readonly number: number;
  readonly text: string;
  readonly definition: Definition;
  readonly roleArn: string;
  readonly logging: LoggingConfiguration;
  readonly tracing: boolean;
  readonly createdMs: number;
  /** AWS gives an id only from the first update on. */
  readonly revisionId: string | undefined;
}

export interface Machine {
  /** Distinguishes a state machine from an earlier one of the same name. */
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  readonly revisions: Map<number, Revision>;
  current: Revision;
  tags: Tags;
}
