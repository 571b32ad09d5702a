/** Sends an input to the target that an ARN names. */
import { AwsError } from '../core/service.ts';
import { serviceOf } from './arns.ts';
import type { BusEvent } from './bus-event.ts';
import type { Target } from './model.ts';

interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
}

export interface QueueMessage {
  readonly body: string;
  readonly groupId?: string | undefined;
  readonly attributes?: Readonly<Record<string, MessageAttribute>> | undefined;
  readonly traceHeader?: string | undefined;
}

/** The services that rules deliver to. */
export interface TargetServices {
  /** `send` throws AwsError as SendMessage would. */
  readonly sqs: { readonly send: (queueArn: string, message: QueueMessage) => unknown };
  /** `start` throws AwsError as StartExecution would. */
  readonly states: {
    readonly start: (stateMachineArn: string, execution: { readonly name: string; readonly input: string }) => unknown;
  };
  /** Asynchronous invocation: resolves when the function has accepted the event. */
  readonly invokeFunction: (arn: string, payload: unknown) => Promise<void>;
}

export interface TargetCall {
  readonly target: Target;
  readonly input: string;
  readonly event: BusEvent;
  /** The same for every attempt, so that an execution is started only once. */
  readonly name: string;
}

/**
 * @param publish takes an event that a rule forwards to another bus
 * @returns undefined if the target has accepted it already. @throws AwsError
 */
export function callTarget(
  { sqs, states, invokeFunction }: TargetServices,
  publish: (busArn: string, event: BusEvent) => void,
  { target, input, event, name }: TargetCall,
): Promise<void> | undefined {
  switch (serviceOf(target.Arn)) {
    case 'sqs':
      sqs.send(target.Arn, {
        body: input,
        groupId: target.SqsParameters?.MessageGroupId,
        traceHeader: event.traceHeader,
      });
      return undefined;
    case 'states':
      states.start(target.Arn, { name, input });
      return undefined;
    case 'lambda':
      return invokeFunction(target.Arn, JSON.parse(input));
    default:
      publish(target.Arn, event);
      return undefined;
  }
}

export interface Failure {
  /** One of the codes AWS documents for dead letters. */
  readonly code: string;
  readonly message: string;
  /** Whether trying again can help. */
  readonly isTransient: boolean;
}

const missing: ReadonlySet<string> = new Set([
  'QueueDoesNotExist',
  'StateMachineDoesNotExist',
  'StateMachineDeleting',
  'ResourceNotFoundException',
]);

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
export function classify(error: unknown): Failure {
  if (error instanceof SyntaxError) return { code: 'INVALID_JSON', message: error.message, isTransient: false };
  if (!(error instanceof AwsError)) {
    return {
      code: 'INTERNAL_ERROR',
      message: error instanceof Error ? error.message : String(error),
      isTransient: true,
    };
  }
  const { code, message } = error;
  if (missing.has(code)) return { code: 'NO_RESOURCE', message, isTransient: false };
  if (code === 'ExecutionAlreadyExists') return { code: 'RESOURCE_ALREADY_EXISTS', message, isTransient: false };
  if (/Throttl|TooManyRequests|LimitExceeded/i.test(code)) return { code: 'THROTTLING', message, isTransient: true };
  const isTransient = (error.options.status ?? 400) >= 500;
  return { code: isTransient ? 'ERROR_FROM_TARGET' : 'INVALID_PARAMETER', message, isTransient };
}
