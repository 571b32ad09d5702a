/** A target in a request, and as the record that is kept of it. */
import { type InputOf, ignored, map, refused, required, structure } from '../core/input.ts';
import { defined } from './defined.ts';
import {
  arn,
  eventAgeSeconds,
  inputPath,
  inputTemplate,
  inputVariable,
  messageGroupId,
  retryAttempts,
  targetId,
  targetInput,
} from './fields.ts';
import type { Target } from './model.ts';

const foreign = refused('no such service here');

const fields = {
  SqsParameters: structure({ MessageGroupId: messageGroupId }),
  DeadLetterConfig: structure({ Arn: arn }),
  InputTransformer: structure({
    InputPathsMap: map(inputPath, inputVariable),
    InputTemplate: required(inputTemplate),
  }),
  RetryPolicy: structure({ MaximumRetryAttempts: retryAttempts, MaximumEventAgeInSeconds: eventAgeSeconds }),
  RoleArn: ignored('no permissions are checked', arn),
  Input: targetInput,
  InputPath: inputPath,
  Id: required(targetId),
  Arn: required(arn),
  KinesisParameters: foreign,
  RunCommandParameters: foreign,
  EcsParameters: foreign,
  BatchParameters: foreign,
  HttpParameters: foreign,
  RedshiftDataParameters: foreign,
  SageMakerPipelineParameters: foreign,
  AppSyncParameters: foreign,
};

export const target = structure(fields);

export type GivenTarget = InputOf<typeof fields>;

/** Parameters of targets of services that do not exist here. */
export const foreignParameters: readonly string[] = Object.entries(fields).flatMap(([name, field]) =>
  field.support === 'refused' ? [name] : [],
);

export function targetOf(given: GivenTarget): Target {
  return defined<Target>({
    Id: given.Id,
    Arn: given.Arn,
    RoleArn: given.RoleArn,
    Input: given.Input,
    InputPath: given.InputPath,
    InputTransformer: transformerOf(given.InputTransformer),
    SqsParameters: given.SqsParameters && defined({ MessageGroupId: given.SqsParameters.MessageGroupId }),
    DeadLetterConfig: given.DeadLetterConfig && defined({ Arn: given.DeadLetterConfig.Arn }),
    RetryPolicy:
      given.RetryPolicy &&
      defined({
        MaximumRetryAttempts: given.RetryPolicy.MaximumRetryAttempts,
        MaximumEventAgeInSeconds: given.RetryPolicy.MaximumEventAgeInSeconds,
      }),
  });
}

function transformerOf(given: GivenTarget['InputTransformer']): Target['InputTransformer'] {
  return given && defined({ InputPathsMap: given.InputPathsMap, InputTemplate: given.InputTemplate });
}
