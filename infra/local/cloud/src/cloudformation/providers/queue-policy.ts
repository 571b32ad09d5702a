import { GetQueueAttributesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { jsonEqual } from '../../core/json-values.ts';
import type { Provider, ProvisionContext } from '../provider.ts';
import { TemplateError, type Value } from '../template.ts';
import { findQueue } from './find-queue.ts';

/** Stored with the queue, but not enforced locally. One policy may be attached to several queues. */
export const queuePolicy: Provider = {
  properties: ['PolicyDocument', 'Queues'],

  async put({ key, properties }, context) {
    const urls = queueUrls(key, properties.Queues);
    const policy = properties.PolicyDocument;
    for (const url of urls) {
      if (!jsonEqual(await policyOf(url, context), policy)) await setPolicy(url, JSON.stringify(policy), context);
    }
    return { physicalId: urls.map((url) => url.split('/').at(-1)).join(' ') };
  },

  async remove(physicalId, context) {
    for (const name of physicalId.split(' ')) {
      const url = await findQueue(name, context);
      if (url) await setPolicy(url, '', context);
    }
  },
};

async function policyOf(QueueUrl: string, context: ProvisionContext): Promise<unknown> {
  const answer = await context.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy'] }));
  return answer.Attributes?.Policy ? JSON.parse(answer.Attributes.Policy) : undefined;
}

async function setPolicy(QueueUrl: string, Policy: string, context: ProvisionContext): Promise<void> {
  await context.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
}

function queueUrls(key: string, queues: Value | undefined): string[] {
  if (Array.isArray(queues) && queues.every((each) => typeof each === 'string')) return queues as string[];
  throw new TemplateError(`${key}: Queues must be a list of queue URLs`);
}
