/** The interface of a resource type's provider, and helpers for all of them. */
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { TemplateError, type Value } from './template.ts';

export interface Clients {
  readonly sqs: SQSClient;
  readonly events: EventBridgeClient;
  readonly states: SFNClient;
}

/** A function of the templates. The caller runs it: nothing is created on the endpoint. */
export interface ProvisionedFunction {
  readonly name: string;
  readonly arn: string;
  /** Module of the handler, relative to the project's root, without its extension: `services/debit/debit.lambda`. */
  readonly handlerEntry: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMiB: number;
}

export interface ProvisionedEventSource {
  readonly functionName: string;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly batchSize: number;
  /** How long a batch may wait for more messages; 0 means not at all. */
  readonly batchingWindowSeconds: number;
  /** Undefined means only the account's limit. */
  readonly maximumConcurrency: number | undefined;
  readonly reportBatchItemFailures: boolean;
}

/** A schedule of functions that the endpoint cannot invoke; the caller runs it. */
export interface ProvisionedSchedule {
  /** `rate(1 minute)` */
  readonly expression: string;
  readonly functionArns: readonly string[];
}

export interface ProvisionContext extends Clients {
  readonly account: string;
  readonly region: string;
  /** Whether the endpoint can invoke functions, which run outside it. */
  readonly invokesFunctions: boolean;
  /** URL of each queue made so far, by ARN. */
  readonly queueUrls: Map<string, string>;
  readonly functions: ProvisionedFunction[];
  readonly eventSources: ProvisionedEventSource[];
  readonly schedules: ProvisionedSchedule[];
}

export interface DesiredResource {
  readonly key: string;
  readonly type: string;
  /** The name for a resource without one; the same at every start. */
  readonly defaultName: string;
  readonly properties: Readonly<Record<string, Value>>;
  readonly metadata: Readonly<Record<string, Value>>;
}

export interface Outcome {
  /** Identifies the real resource, like CloudFormation's physical id. */
  readonly physicalId: string;
  /** The value of `Ref`; default: the physical id. */
  readonly ref?: string;
  /** The values of `Fn::GetAtt`. */
  readonly attributes?: Readonly<Record<string, Value>>;
}

export interface Provider {
  /** The supported properties; any other is refused, never dropped silently. */
  readonly properties: readonly string[];
  /** Properties that have no effect on a local endpoint. */
  readonly ignored?: readonly string[];
  /** Creates the resource, or updates an existing one. Idempotent. */
  put(desired: DesiredResource, context: ProvisionContext): Promise<Outcome> | Outcome;
  /** Removes it; succeeds if it is gone already. Missing if `put` creates nothing. */
  remove?(physicalId: string, context: ProvisionContext): Promise<void>;
}

export const arn = (context: ProvisionContext, service: string, resource: string): string =>
  `arn:aws:${service}:${context.region}:${context.account}:${resource}`;

/** A required string property. @throws TemplateError */
export function textProperty({ key, properties }: DesiredResource, name: string): string {
  const value = properties[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new TemplateError(`${key}: ${name} is missing or not a string`);
}

/** An optional string property; CDK writes some unset ones as empty strings. */
export function optionalText({ properties }: DesiredResource, name: string): string | undefined {
  const value = properties[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Returns undefined if the call fails with one of these errors, which mean that the resource does not exist. */
export async function unlessMissing<T>(call: Promise<T>, ...missing: string[]): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && missing.includes(error.name)) return undefined;
    throw error;
  }
}
