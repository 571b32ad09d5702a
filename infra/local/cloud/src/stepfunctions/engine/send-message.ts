/**
 * The `sqs:sendMessage` integration: https://docs.aws.amazon.com/step-functions/latest/dg/connect-sqs.html
 * Its errors have the names of the exceptions of the AWS SDK for Java 1, which Step Functions uses.
 */
import type { CloudContext } from '../../core/context.ts';
import { isObject } from '../../core/json-values.ts';
import { AwsError } from '../../core/service.ts';
import { md5, md5OfAttributes } from '../../sqs/digests.ts';
import type { SqsMessage, SqsSent } from '../../sqs/index.ts';
import { attributesOf } from '../../sqs/message-attributes.ts';
import { RuntimeFailure, StateFailure } from '../failures.ts';
import { Payload } from '../json/payload.ts';

/** The part of SQS that this service needs. */
export interface SqsSender {
  /** Sends as SendMessage does, in this tick. @throws AwsError as SendMessage would */
  send(queueArn: string, message: SqsMessage): SqsSent;
}

type Parameters = Readonly<Record<string, unknown>>;

/** Sends, and returns SendMessage's answer as the task's result. @throws StateFailure, RuntimeFailure */
export function sendMessage(parameters: Payload, sqs: SqsSender, context: CloudContext): Payload {
  const given = parameters.value;
  if (!isObject(given)) throw unusable(parameters, 'Parameters');
  const queueArn = readQueue(parameters, given, context);
  const requestId = context.ids.uuid();
  try {
    const message = readMessage(parameters, given);
    return Payload.ofValue(present(message, sqs.send(queueArn, message), requestId, context));
  } catch (error) {
    throw error instanceof AwsError ? sdkException(error, requestId) : error;
  }
}

function unusable(parameters: Payload, field: string): RuntimeFailure {
  return new RuntimeFailure(
    `The Parameters '${parameters.text}' could not be used to start the Task: ` +
      `[The value of the field '${field}' has an invalid format]`,
  );
}

function readQueue(parameters: Payload, given: Parameters, { region, account }: CloudContext): string {
  const url = given.QueueUrl;
  if (typeof url !== 'string') throw unusable(parameters, 'QueueUrl');
  const name = /^https?:\/\/[^/]+\/\d+\/([^/]+)$/.exec(url)?.[1];
  if (name) return `arn:aws:sqs:${region}:${account}:${name}`;
  const host = url.replace(/^https?:\/\//, '').replace(/\/.*/, '');
  throw new StateFailure(
    'SQS.SdkClientException',
    `Unable to execute HTTP request: ${host}: Name or service not known`,
  );
}

function readMessage(parameters: Payload, given: Parameters): SqsMessage {
  const body = given.MessageBody;
  const text = (field: string): string | undefined => {
    const value = given[field] ?? undefined;
    if (value !== undefined && typeof value !== 'string') throw unusable(parameters, field);
    return value;
  };
  const delaySeconds = given.DelaySeconds ?? undefined;
  if (delaySeconds !== undefined && !Number.isInteger(delaySeconds)) throw unusable(parameters, 'DelaySeconds');
  return {
    body: typeof body === 'string' ? body : body === null || body === undefined ? '' : JSON.stringify(body),
    groupId: text('MessageGroupId'),
    deduplicationId: text('MessageDeduplicationId'),
    delaySeconds: delaySeconds as number | undefined,
    attributes: attributesOf(given),
  };
}

const exceptions: Readonly<Record<string, string>> = {
  InvalidMessageContents: 'InvalidMessageContentsException',
  QueueDoesNotExist: 'QueueDoesNotExistException',
  UnsupportedOperation: 'UnsupportedOperationException',
};

function sdkException(error: AwsError, requestId: string): StateFailure {
  const { status = 400, queryCode = error.code } = error.options;
  const origin = `Service: AmazonSQS; Status Code: ${status}; Error Code: ${queryCode}; Request ID: ${requestId}; Proxy: null`;
  return new StateFailure(`SQS.${exceptions[error.code] ?? 'AmazonSQSException'}`, `${error.message} (${origin})`);
}

/** SendMessage's answer with the members that the SDK for Java adds. */
function present(message: SqsMessage, sent: SqsSent, requestId: string, context: CloudContext) {
  const answer = {
    ...(message.attributes ? { MD5OfMessageAttributes: md5OfAttributes(message.attributes) } : {}),
    MD5OfMessageBody: md5(message.body),
    MessageId: sent.messageId,
  };
  const sequence = sent.sequenceNumber === undefined ? {} : { SequenceNumber: sent.sequenceNumber };
  const length = String(JSON.stringify({ ...answer, ...sequence }).length);
  const date = new Date(context.clock.now()).toUTCString();
  const type = 'application/x-amz-json-1.0';
  return {
    ...answer,
    SdkHttpMetadata: {
      AllHttpHeaders: {
        'x-amzn-RequestId': [requestId],
        connection: ['keep-alive'],
        'Content-Length': [length],
        Date: [date],
        'Content-Type': [type],
      },
      HttpHeaders: {
        connection: 'keep-alive',
        'Content-Length': length,
        'Content-Type': type,
        Date: date,
        'x-amzn-RequestId': requestId,
      },
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
    ...sequence,
  };
}
