import { arn, type DesiredResource, optionalText, type Provider, textProperty } from '../provider.ts';
import { TemplateError, type Value } from '../template.ts';

/** The handler's source file, relative to the project's root; infra/constructs/service-function.ts writes it. */
const entryMetadata = 'zeroloss:entry';

/** Functions run in the host's own process: they are returned to the caller, not created on the endpoint. */
export const lambdaFunction: Provider = {
  properties: ['FunctionName', 'Environment', 'Timeout', 'MemorySize'],
  // Only for AWS: locally the host's process runs them, from the entry in the metadata.
  ignored: ['Architectures', 'Code', 'Handler', 'LoggingConfig', 'Role', 'Runtime', 'Tags', 'TracingConfig'],

  put(desired, context) {
    const name = optionalText(desired, 'FunctionName') ?? desired.defaultName;
    const functionArn = arn(context, 'lambda', `function:${name}`);
    const entry = desired.metadata[entryMetadata];
    if (typeof entry !== 'string') throw new TemplateError(`${desired.key}: metadata ${entryMetadata} is missing`);
    context.functions.push({
      name,
      arn: functionArn,
      handlerEntry: entry.replace(/\.ts$/, ''),
      environment: environmentOf(desired),
      timeoutSeconds: Number(desired.properties.Timeout ?? 3),
      memoryMiB: Number(desired.properties.MemorySize ?? 128),
    });
    return { physicalId: name, attributes: { Arn: functionArn } };
  },
};

export const eventSourceMapping: Provider = {
  properties: [
    'EventSourceArn',
    'FunctionName',
    'BatchSize',
    'MaximumBatchingWindowInSeconds',
    'FunctionResponseTypes',
    'ScalingConfig',
  ],
  ignored: ['Tags'],

  put(desired, context) {
    const queueArn = textProperty(desired, 'EventSourceArn');
    const queueUrl = context.queueUrls.get(queueArn);
    if (!queueUrl) throw new TemplateError(`${desired.key}: event source ${queueArn} is no queue of the templates`);
    const functionName = textProperty(desired, 'FunctionName').split(':').at(-1) ?? '';
    const { FunctionResponseTypes: responses, ScalingConfig: scaling, BatchSize: batchSize } = desired.properties;
    context.eventSources.push({
      functionName,
      queueUrl,
      queueArn,
      batchSize: Number(batchSize ?? 10),
      batchingWindowSeconds: Number(desired.properties.MaximumBatchingWindowInSeconds ?? 0),
      maximumConcurrency: maximumConcurrency(scaling),
      reportBatchItemFailures: Array.isArray(responses) && responses.includes('ReportBatchItemFailures'),
    });
    return { physicalId: `${functionName}|${queueArn}` };
  },
};

/** Not enforced locally. */
export const lambdaPermission: Provider = {
  properties: ['Action', 'FunctionName', 'Principal', 'SourceArn', 'SourceAccount'],
  put: ({ defaultName }) => ({ physicalId: defaultName }),
};

function environmentOf({ key, properties }: DesiredResource): Record<string, string> {
  const variables = (properties.Environment as { Variables?: Record<string, Value> } | undefined)?.Variables ?? {};
  for (const [name, value] of Object.entries(variables)) {
    if (typeof value !== 'string') throw new TemplateError(`${key}: environment variable ${name} is not a text`);
  }
  return variables as Record<string, string>;
}

function maximumConcurrency(scaling: Value | undefined): number | undefined {
  const value = (scaling as { MaximumConcurrency?: number } | undefined)?.MaximumConcurrency;
  return value === undefined ? undefined : Number(value);
}
