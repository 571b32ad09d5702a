/** Queue names, ARNs and URLs. Host and region of an ARN or URL are ignored: there is one set of queues. */
import { invalidParameterValue, sqsError } from './errors.ts';

const standardName = /^[A-Za-z0-9_-]{1,80}$/;
const fifoName = /^(?=.{1,80}$)[A-Za-z0-9_-]+\.fifo$/;

/** @throws InvalidParameterValue */
export function checkQueueName(name: string, fifo: boolean): void {
  if (fifo && !fifoName.test(name)) {
    throw invalidParameterValue(
      'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
    );
  }
  if (!fifo && !standardName.test(name)) {
    throw invalidParameterValue('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
  }
}

export interface QueueAddress {
  readonly account: string;
  readonly name: string;
}

/**
 * @param ownAccount the account of a queue that is addressed only by its name, which AWS accepts as a URL
 * @throws InvalidAddress if `url` is not the URL of a queue
 */
export function parseQueueUrl(url: string, ownAccount: string): QueueAddress {
  if (standardName.test(url) || fifoName.test(url)) return { account: ownAccount, name: url };
  const [, account, name] = /^https?:\/\/[^/?#]+\/(?:[^?#]+\/)?(\d{12})\/([^/?#]+)\/?$/.exec(url) ?? [];
  if (!account || !name) throw sqsError('InvalidAddress', `The address ${url} is not valid for this endpoint.`);
  return { account, name };
}

export function parseQueueArn(arn: string): QueueAddress | undefined {
  const [, account, name] = /^arn:[^:]+:sqs:[^:]*:(\d{12}):([^:]+)$/.exec(arn) ?? [];
  return account && name ? { account, name } : undefined;
}
