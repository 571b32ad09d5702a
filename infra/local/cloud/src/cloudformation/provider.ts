/** What one resource type is to the provisioner, and what every one of them is given. */
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { TemplateError, type Value } from './template.ts';

export interface Clients {
  readonly sqs: SQSClient;
  readonly events: EventBridgeClient;
  readonly states: SFNClient;
}

/** A function of the templates, for whoever runs it: nothing of it is made on the endpoint. */
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
  /** How long a batch may wait for more messages; 0: not at all. */
  readonly batchingWindowSeconds: number;
  /** Undefined: no limit but the account's. */
  readonly maximumConcurrency: number | undefined;
  readonly reportBatchItemFailures: boolean;
}

/** A schedule of functions, where the endpoint can not invoke them: for whoever runs them. */
export interface ProvisionedSchedule {
  /** `rate(1 minute)` */
  readonly expression: string;
  readonly functionArns: readonly string[];
}

export interface ProvisionContext extends Clients {
  readonly account: string;
  readonly region: string;
  /** Whether the endpoint can invoke functions, which run outside of it. */
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
  /** The name that a resource without one gets, the same at every start. */
  readonly defaultName: string;
  readonly properties: Readonly<Record<string, Value>>;
  readonly metadata: Readonly<Record<string, Value>>;
}

export interface Outcome {
  /** Names the real resource, as CloudFormation's physical id does: another one here means another resource. */
  readonly physicalId: string;
  /** What `Ref` gives; the physical id unless told. */
  readonly ref?: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes?: Readonly<Record<string, Value>>;
}

export interface Provider {
  /** The properties it carries over; any other is refused, never dropped in silence. */
  readonly properties: readonly string[];
  /** Properties that mean nothing on a local endpoint, whatever they say. */
  readonly ignored?: readonly string[];
  /** Creates the resource, or brings an existing one to what is desired. Doing it twice changes nothing. */
  put(desired: DesiredResource, context: ProvisionContext): Promise<Outcome> | Outcome;
  /** Removes it; fine when it is gone already. Left out where nothing was made. */
  remove?(physicalId: string, context: ProvisionContext): Promise<void>;
}

export const arn = (context: ProvisionContext, service: string, resource: string): string =>
  `arn:aws:${service}:${context.region}:${context.account}:${resource}`;

/** A property that must be there, as text. @throws TemplateError */
export function textProperty({ key, properties }: DesiredResource, name: string): string {
  const value = properties[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new TemplateError(`${key}: ${name} is missing or not a text`);
}

/** A property that may be missing; CDK writes some that mean nothing as empty texts. */
export function optionalText({ properties }: DesiredResource, name: string): string | undefined {
  const value = properties[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The answer, or undefined when AWS says by one of these error names that there is no such thing. */
export async function unlessMissing<T>(call: Promise<T>, ...missing: string[]): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && missing.includes(error.name)) return undefined;
    throw error;
  }
}
