import { GetQueueAttributesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { type Provider, sameJson, type World } from '../provider.ts';
import { TemplateError, type Value } from '../template.ts';
import { findQueue } from './find-queue.ts';

/** Kept with the queue, though no endpoint here enforces it. One policy may stand on several queues. */
export const queuePolicy: Provider = {
  properties: ['PolicyDocument', 'Queues'],

  async put({ key, properties }, world) {
    const urls = queueUrls(key, properties.Queues);
    const policy = properties.PolicyDocument;
    for (const url of urls) {
      if (!sameJson(await policyOf(url, world), policy)) await setPolicy(url, JSON.stringify(policy), world);
    }
    return { physicalId: urls.map((url) => url.split('/').at(-1)).join(' ') };
  },

  async remove(physicalId, world) {
    for (const name of physicalId.split(' ')) {
      const url = await findQueue(name, world);
      if (url) await setPolicy(url, '', world);
    }
  },
};

async function policyOf(QueueUrl: string, world: World): Promise<unknown> {
  const answer = await world.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy'] }));
  return answer.Attributes?.Policy ? JSON.parse(answer.Attributes.Policy) : undefined;
}

async function setPolicy(QueueUrl: string, Policy: string, world: World): Promise<void> {
  await world.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
}

function queueUrls(key: string, queues: Value | undefined): string[] {
  if (Array.isArray(queues) && queues.every((each) => typeof each === 'string')) return queues as string[];
  throw new TemplateError(`${key}: Queues must be a list of queue URLs`);
}
