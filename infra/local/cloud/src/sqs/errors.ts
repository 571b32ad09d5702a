/**
 * SQS's errors as clients see them. Over AWS JSON 1.0 a modelled error has the type `com.amazonaws.sqs#…`, one that is
 * not in the model `com.amazon.coral.service#…`; both also send the code of the old query protocol
 * (`x-amzn-query-error`), from which boto3 and the SDK for JavaScript take the name.
 * Codes: the service's Smithy model, traits `aws.protocols#awsQueryError`.
 */
import { conversionFailure, type InputErrors } from '../core/input.ts';
import { AwsError } from '../core/service.ts';

/** Query codes that differ from the error's name. */
const queryCodes: Readonly<Record<string, string>> = {
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  InvalidBatchEntryId: 'AWS.SimpleQueueService.InvalidBatchEntryId',
  PurgeQueueInProgress: 'AWS.SimpleQueueService.PurgeQueueInProgress',
  QueueDeletedRecently: 'AWS.SimpleQueueService.QueueDeletedRecently',
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  QueueNameExists: 'QueueAlreadyExists',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
};

/** HTTP statuses other than 400, from the same model. */
const statuses: Readonly<Record<string, number>> = {
  InvalidAddress: 404,
  OverLimit: 403,
  PurgeQueueInProgress: 403,
  ReceiptHandleIsInvalid: 404,
  ResourceNotFoundException: 404,
};

/** An error of the service's model. */
export function sqsError(code: string, message: string): AwsError {
  return new AwsError(code, message, {
    namespace: 'com.amazonaws.sqs',
    queryCode: queryCodes[code] ?? code,
    status: statuses[code] ?? 400,
  });
}

function commonError(code: string, queryCode: string, message: string): AwsError {
  return new AwsError(code, message, { namespace: 'com.amazon.coral.service', queryCode });
}

export const queueDoesNotExist = () => sqsError('QueueDoesNotExist', 'The specified queue does not exist.');

export const invalidAttributeName = (name: string) => sqsError('InvalidAttributeName', `Unknown Attribute ${name}.`);

export const invalidAttributeValue = (name: string) =>
  sqsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);

export const invalidParameterValue = (message: string) =>
  commonError('InvalidParameterValueException', 'InvalidParameterValue', message);

/** The most common form: `Value 11 for parameter MaxNumberOfMessages is invalid. Reason: …`. */
export const invalidValue = (value: unknown, parameter: string, reason: string) =>
  invalidParameterValue(`Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`);

export const missingParameter = (name: string) =>
  commonError(
    'MissingRequiredParameterException',
    'MissingParameter',
    `The request must contain the parameter ${name}.`,
  );

export const resourceNotFound = (message: string) => sqsError('ResourceNotFoundException', message);

export const inputErrors: InputErrors = {
  wrongType: (value, wanted) =>
    commonError('SerializationException', 'SerializationException', conversionFailure(value, wanted)),
  missing: missingParameter,
  violations: invalidParameterValue,
};
