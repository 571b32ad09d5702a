import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type QueueAttributeName,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { jsonEqual } from '../../core/json-values.ts';
import { type DesiredResource, optionalText, type Provider, type ProvisionContext } from '../provider.ts';
import { TemplateError, type Value } from '../template.ts';
import { findQueue } from './find-queue.ts';

type Attributes = Partial<Record<QueueAttributeName, string>>;

/** Attributes with the same name in template and API, with AWS's defaults. */
const defaults: Attributes = {
  DelaySeconds: '0',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  VisibilityTimeout: '30',
};
const fifoDefaults: Attributes = {
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
};
/** Attributes without a default; an empty string removes them. */
const removable = ['RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId'] as const;

export const queue: Provider = {
  properties: [
    'QueueName',
    'FifoQueue',
    'MaximumMessageSize',
    'SqsManagedSseEnabled',
    ...Object.keys(defaults),
    ...Object.keys(fifoDefaults),
    ...removable,
  ],
  ignored: ['Tags'],

  async put(desired, context) {
    const fifo = desired.properties.FifoQueue === true;
    const QueueName = optionalText(desired, 'QueueName') ?? `${desired.defaultName}${fifo ? '.fifo' : ''}`;
    const wanted = attributesOf(desired, fifo);
    const found = await findQueue(QueueName, context);
    const url = found ?? (await create(QueueName, wanted, context));
    const actual = await attributesAt(url, context);
    if (found) await update(QueueName, url, actual, wanted, context);
    const arn = actual.QueueArn ?? '';
    context.queueUrls.set(arn, url);
    return { physicalId: QueueName, ref: url, attributes: { Arn: arn, QueueName, QueueUrl: url } };
  },

  async remove(QueueName, context) {
    const QueueUrl = await findQueue(QueueName, context);
    if (QueueUrl) await context.sqs.send(new DeleteQueueCommand({ QueueUrl }));
  },
};

async function create(name: string, wanted: Attributes, context: ProvisionContext): Promise<string> {
  const created = await context.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: wanted }));
  if (!created.QueueUrl) throw new Error(`CreateQueue of ${name} answered without a URL`);
  return created.QueueUrl;
}

async function attributesAt(url: string, context: ProvisionContext): Promise<Attributes> {
  const answer = await context.sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }));
  return answer.Attributes ?? {};
}

async function update(
  name: string,
  url: string,
  actual: Attributes,
  wanted: Attributes,
  context: ProvisionContext,
): Promise<void> {
  if ((actual.FifoQueue === 'true') !== (wanted.FifoQueue === 'true')) {
    throw new TemplateError(
      `Queue ${name} cannot change between standard and FIFO: delete it, or give it another name`,
    );
  }
  const changes: Attributes = {};
  for (const [key, value] of Object.entries(wanted) as [QueueAttributeName, string][]) {
    if (key !== 'FifoQueue' && !sameAttribute(actual[key], value)) changes[key] = value;
  }
  for (const key of removable) {
    if (actual[key] && wanted[key] === undefined) changes[key] = '';
  }
  if (Object.keys(changes).length === 0) return;
  await context.sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: changes }));
}

function attributesOf(desired: DesiredResource, fifo: boolean): Attributes {
  const attributes: Attributes = { ...defaults, ...(fifo ? fifoDefaults : {}) };
  for (const [key, value] of Object.entries(desired.properties)) {
    if (key === 'QueueName' || key === 'Tags' || (key === 'FifoQueue' && !fifo)) continue;
    attributes[key as QueueAttributeName] = attributeText(value);
  }
  return attributes;
}

function attributeText(value: Value): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function sameAttribute(actual: string | undefined, wanted: string): boolean {
  if (actual === wanted) return true;
  if (!actual?.startsWith('{') || !wanted.startsWith('{')) return false;
  return jsonEqual(JSON.parse(actual), JSON.parse(wanted));
}
