/** Step Functions' errors, with AWS's texts. */
import type { InputErrors, TypeName } from '../../core/input.ts';
import { AwsError } from '../../core/service.ts';

const namespace = 'com.amazonaws.swf.service.v2.model';

const serviceError = (code: string, message: string, members?: Record<string, unknown>) =>
  new AwsError(code, message, { namespace, ...(members ? { members } : {}) });

export const validation = (message: string, reason?: string) =>
  new AwsError('ValidationException', message, {
    namespace: 'com.amazon.coral.validate',
    ...(reason === undefined ? {} : { members: { reason } }),
  });

export const invalidArn = (problem: string) => serviceError('InvalidArn', `Invalid Arn: '${problem}'`);

export const invalidName = (name: string) => serviceError('InvalidName', `Invalid Name: '${name}'`);

export const invalidToken = () => serviceError('InvalidToken', "Invalid Token: 'Invalid token'");

export const invalidDefinition = (problems: string) =>
  serviceError('InvalidDefinition', `Invalid State Machine Definition: '${problems}'`);

export const invalidExecutionInput = (problem: string) =>
  serviceError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${problem}'`);

export const invalidOutput = (problem: string) => serviceError('InvalidOutput', `Invalid Output: '${problem}'`);

export const invalidLogging = (problem: string) =>
  serviceError('InvalidLoggingConfiguration', `Invalid Logging Configuration: ${problem}`);

export const missingRequiredParameter = (message: string) => serviceError('MissingRequiredParameter', message);

export const typeNotSupported = (message: string) => serviceError('StateMachineTypeNotSupported', message);

export const machineExists = (arn: string) =>
  serviceError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);

export const noSuchMachine = (arn: string) =>
  serviceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);

export const executionExists = (arn: string) =>
  serviceError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);

export const noSuchExecution = (arn: string) =>
  serviceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);

export const taskTimedOut = () =>
  serviceError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");

export const noSuchTask = () => serviceError('TaskDoesNotExist', "Task Does Not Exist: 'Provided task does not exist'");

export const noSuchResource = (arn: string) =>
  serviceError('ResourceNotFound', `Resource not found: '${arn}'`, { resourceName: arn });

export const tooManyTags = (arn: string) =>
  serviceError('TooManyTags', `Too Many Tags: '${arn}'`, { resourceName: arn });

const typeNames: Readonly<Record<TypeName, string>> = {
  String: 'string',
  Integer: 'number',
  Boolean: 'boolean',
  Timestamp: 'timestamp',
  List: 'list',
  Map: 'map',
  Structure: 'structure',
};

export const inputErrors: InputErrors = {
  wrongType: (_value, wanted, name) =>
    validation(`Unexpected value type in payload: the member '${name}' is not a ${typeNames[wanted]}`),
  violations: (message) => validation(message),
};
