/** A target as a request has it. */
import type { Constraints } from './constraints.ts';
import type { Target } from './model.ts';
import { integers, shapes } from './shapes.ts';

export function readTarget(constraints: Constraints, value: unknown, at: string): Target {
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
