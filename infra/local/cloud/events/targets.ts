/** Targets of rules: SQS queues, Step Functions state machines, Lambda functions and event buses of this cloud. */
import type { Json, Operation } from '../service.ts';
import { serviceOf } from './arns.ts';
import { Constraints } from './constraints.ts';
import { limitExceeded, validation } from './errors.ts';
import type { Target } from './model.ts';
import { page } from './pages.ts';
import { JsonSyntaxFault } from './pattern/json-faults.ts';
import { JsonTokens } from './pattern/json-tokens.ts';
import { readListing } from './rules.ts';
import { integers, shapes } from './shapes.ts';
import type { EventsState } from './state.ts';
import { parseTemplate, variablesOf } from './transform/input-template.ts';
import { parseJsonPath } from './transform/json-path.ts';
import { predefinedVariables } from './transform/target-input.ts';

const mostTargetsOfARule = 5;
const mostTargetsOfARequest = 100;
const supportedServices: ReadonlySet<string> = new Set(['sqs', 'states', 'lambda', 'events']);

/** Parameters of targets that this cloud has no service for. */
const foreignParameters = [
  'KinesisParameters',
  'RunCommandParameters',
  'EcsParameters',
  'BatchParameters',
  'HttpParameters',
  'RedshiftDataParameters',
  'SageMakerPipelineParameters',
  'AppSyncParameters',
];

export const targetOperations = (state: EventsState): Record<string, Operation> => ({
  PutTargets(input: Json) {
    const constraints = new Constraints();
    const name = constraints.requiredString(input.Rule, 'rule', shapes.ruleName);
    const bus = constraints.string(input.EventBusName, 'eventBusName', shapes.busNameOrArn);
    constraints.required(input.Targets, 'targets');
    const list = constraints.list(input.Targets, 'targets', { min: 1, max: mostTargetsOfARequest });
    const targets = list.map((target, index) => readTarget(constraints, target, `targets.${index + 1}.member`));
    constraints.check();
    list.forEach(refuseForeignParameters);
    targets.forEach(checkTarget);
    const { record } = state.rule(bus, name);
    const after = new Map(record.targets.map((target) => [target.Id, target]));
    for (const target of targets) after.set(target.Id, target);
    if (after.size > mostTargetsOfARule) throw limitExceeded();
    state.putRule({ ...record, targets: [...after.values()] });
    return { FailedEntryCount: 0, FailedEntries: [] };
  },

  RemoveTargets(input: Json) {
    const constraints = new Constraints();
    const name = constraints.requiredString(input.Rule, 'rule', shapes.ruleName);
    const bus = constraints.string(input.EventBusName, 'eventBusName', shapes.busNameOrArn);
    constraints.required(input.Ids, 'ids');
    const ids = constraints.list(input.Ids, 'ids', { min: 1, max: mostTargetsOfARequest });
    const wanted = new Set(ids.map((id, index) => constraints.string(id, `ids.${index + 1}.member`, shapes.targetId)));
    constraints.check();
    const { record } = state.rule(bus, name);
    state.putRule({ ...record, targets: record.targets.filter(({ Id }) => !wanted.has(Id)) });
    return { FailedEntryCount: 0, FailedEntries: [] };
  },

  ListTargetsByRule(input: Json) {
    const constraints = new Constraints();
    const name = constraints.requiredString(input.Rule, 'rule', shapes.ruleName);
    const { bus, request } = readListing(constraints, input);
    const { items, token } = page(state.rule(bus, name).record.targets, ({ Id }) => Id, request);
    return { Targets: items, ...token };
  },
});

function readTarget(constraints: Constraints, value: unknown, at: string): Target {
  const target = constraints.structure(value) ?? {};
  const sqs = constraints.structure(target.SqsParameters);
  const group = constraints.string(sqs?.MessageGroupId, `${at}.sqsParameters.messageGroupId`, shapes.messageGroupId);
  const deadLetters = constraints.structure(target.DeadLetterConfig);
  const queue = constraints.string(deadLetters?.Arn, `${at}.deadLetterConfig.arn`, shapes.arn);
  const transformer = readTransformer(constraints, target.InputTransformer, `${at}.inputTransformer`);
  const retries = readRetryPolicy(constraints, target.RetryPolicy, `${at}.retryPolicy`);
  const role = constraints.string(target.RoleArn, `${at}.roleArn`, shapes.arn);
  const input = constraints.string(target.Input, `${at}.input`, shapes.targetInput);
  const path = constraints.string(target.InputPath, `${at}.inputPath`, shapes.inputPath);
  return {
    Id: constraints.requiredString(target.Id, `${at}.id`, shapes.targetId),
    Arn: constraints.requiredString(target.Arn, `${at}.arn`, shapes.arn),
    ...(role !== undefined ? { RoleArn: role } : {}),
    ...(input !== undefined ? { Input: input } : {}),
    ...(path !== undefined ? { InputPath: path } : {}),
    ...(transformer ? { InputTransformer: transformer } : {}),
    ...(sqs ? { SqsParameters: group !== undefined ? { MessageGroupId: group } : {} } : {}),
    ...(deadLetters ? { DeadLetterConfig: queue !== undefined ? { Arn: queue } : {} } : {}),
    ...(retries ? { RetryPolicy: retries } : {}),
  };
}

function readTransformer(constraints: Constraints, value: unknown, at: string): Target['InputTransformer'] {
  const transformer = constraints.structure(value);
  if (!transformer) return undefined;
  const paths = Object.entries(constraints.structure(transformer.InputPathsMap) ?? {});
  const map: Record<string, string> = Object.create(null);
  for (const [variable, path] of paths) {
    constraints.string(variable, `${at}.inputPathsMap`, shapes.inputVariable);
    map[variable] = constraints.string(path, `${at}.inputPathsMap.${variable}.member`, shapes.inputPath) ?? '';
  }
  const template = constraints.requiredString(transformer.InputTemplate, `${at}.inputTemplate`, shapes.inputTemplate);
  return { ...(transformer.InputPathsMap ? { InputPathsMap: map } : {}), InputTemplate: template };
}

function readRetryPolicy(constraints: Constraints, value: unknown, at: string): Target['RetryPolicy'] {
  const policy = constraints.structure(value);
  if (!policy) return undefined;
  const attempts = constraints.integer(
    policy.MaximumRetryAttempts,
    `${at}.maximumRetryAttempts`,
    integers.retryAttempts,
  );
  const age = constraints.integer(
    policy.MaximumEventAgeInSeconds,
    `${at}.maximumEventAgeInSeconds`,
    integers.eventAgeSeconds,
  );
  return {
    ...(attempts !== undefined ? { MaximumRetryAttempts: attempts } : {}),
    ...(age !== undefined ? { MaximumEventAgeInSeconds: age } : {}),
  };
}

function refuseForeignParameters(target: Json): void {
  const foreign = foreignParameters.find((parameter) => target[parameter] !== undefined);
  if (foreign) throw validation(`Parameter ${foreign} is not valid for target ${target.Id}.`);
}

/** What the model's constraints do not say. */
function checkTarget(target: Target): void {
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

/** Where the first value of the text stops being JSON; undefined when it is JSON. */
function jsonFault(text: string): string | undefined {
  const tokens = new JsonTokens(text);
  try {
    let depth = 0;
    do {
      const token = tokens.next();
      if (token === 'end') return tokens.location();
      tokens.text();
      if (token === 'startObject' || token === 'startArray') depth++;
      if (token === 'endObject' || token === 'endArray') depth--;
    } while (depth > 0);
    return undefined;
  } catch (error) {
    if (error instanceof JsonSyntaxFault) return tokens.location();
    throw error;
  }
}
