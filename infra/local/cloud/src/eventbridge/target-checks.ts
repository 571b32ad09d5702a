/** Checks of a target that go beyond its fields one by one. */
import { JsonSyntaxError, readJson } from '../core/json-syntax.ts';
import { serviceOf } from './arns.ts';
import { validation } from './errors.ts';
import type { Target } from './model.ts';
import { foreignParameters, type GivenTarget } from './target-fields.ts';
import { parseTemplate, variablesOf } from './transform/input-template.ts';
import { parseJsonPath } from './transform/json-path.ts';
import { predefinedVariables } from './transform/target-input.ts';

const supportedServices: ReadonlySet<string> = new Set(['sqs', 'states', 'lambda', 'events']);

/** @throws ValidationException */
export function refuseForeignParameters(target: GivenTarget): void {
  const foreign = foreignParameters.find((parameter) => parameter in target);
  if (foreign) throw validation(`Parameter ${foreign} is not valid for target ${target.Id}.`);
}

/** @throws ValidationException */
export function checkTarget(target: Target): void {
  const service = serviceOf(target.Arn);
  if (service === undefined) {
    throw validation(`Parameter ${target.Arn} is not valid. Reason: Provided Arn is not in correct format.`);
  }
  if (!supportedServices.has(service)) throw validation(`${service} is not a supported service for a target.`);
  if (service === 'states' && target.RoleArn === undefined) {
    throw validation(`RoleArn is required for target ${target.Arn}.`);
  }
  checkQueueParameters(target, service);
  checkInput(target);
  if (service === 'events' && (target.Input ?? target.InputPath ?? target.InputTransformer) !== undefined) {
    throw validation(`Input of target ${target.Id} is not valid. Reason: An event bus receives the event itself.`);
  }
}

function checkQueueParameters(target: Target, service: string): void {
  const group = target.SqsParameters?.MessageGroupId;
  if (service === 'sqs' && target.Arn.endsWith('.fifo') && !group) {
    throw validation(`Parameter(s) SqsParameters must be specified for target: ${target.Id}.`);
  }
  if (service !== 'sqs' && target.SqsParameters) {
    throw validation(`Parameter SqsParameters is not valid for target ${target.Id}.`);
  }
  const deadLetters = target.DeadLetterConfig?.Arn;
  if (deadLetters !== undefined && (serviceOf(deadLetters) !== 'sqs' || deadLetters.endsWith('.fifo'))) {
    throw validation(
      `Parameter DeadLetterConfig.Arn is not valid for target ${target.Id}. Reason: It must be the ARN of a standard SQS queue.`,
    );
  }
}

function checkInput({ Id, Input, InputPath, InputTransformer }: Target): void {
  if ([Input, InputPath, InputTransformer].filter((given) => given !== undefined).length > 1) {
    throw validation(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  }
  if (Input !== undefined) {
    const fault = jsonFault(Input);
    if (fault) throw validation(`JSON syntax error in input for target ${Id}: ${fault}`);
  }
  if (InputPath !== undefined && !parseJsonPath(InputPath)) throw validation(`Invalid InputPath for target ${Id}.`);
  if (InputTransformer) checkTransformer(Id, InputTransformer);
}

function checkTransformer(id: string, { InputPathsMap = {}, InputTemplate }: NonNullable<Target['InputTransformer']>) {
  for (const path of Object.values(InputPathsMap)) {
    if (!parseJsonPath(path)) throw validation(`Invalid InputPath for target ${id}.`);
  }
  const template = parseTemplate(InputTemplate);
  for (const variable of variablesOf(template)) {
    if (!Object.hasOwn(InputPathsMap, variable) && !predefinedVariables.has(variable)) {
      throw validation(`InputTemplate for target ${id} contains invalid placeholder ${variable}.`);
    }
  }
  const fault = jsonFault(template.parts.map(({ text, variable }) => text + (variable ? 'null' : '')).join(''));
  if (fault) throw validation(`Invalid InputTemplate for target ${id} : ${fault}.`);
}

/** What is wrong with the first value of the text; undefined if it is JSON. */
function jsonFault(text: string): string | undefined {
  try {
    readJson(text);
    return undefined;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error.message;
    throw error;
  }
}
