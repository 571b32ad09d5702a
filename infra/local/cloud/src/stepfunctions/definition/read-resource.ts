import { isObject } from '../../core/json-values.ts';
import type { Reader } from './reader.ts';
import type { TaskState } from './types.ts';

const integration = /^arn:aws[a-z-]*:states:[a-z0-9-]*:\d*:([a-zA-Z0-9.:-]+)$/;

/** The members of SendMessage that the integration accepts. */
const parameters = [
  'QueueUrl',
  'MessageBody',
  'DelaySeconds',
  'MessageAttributes',
  'MessageDeduplicationId',
  'MessageGroupId',
];

/** The one integration that runs here: https://docs.aws.amazon.com/step-functions/latest/dg/connect-sqs.html */
export function readResource(reader: Reader): TaskState['resource'] {
  reader.require('Resource');
  const arn = reader.string('Resource');
  const waits = arn?.endsWith('.waitForTaskToken') ?? false;
  const resource = waits ? 'sendMessage.waitForTaskToken' : 'sendMessage';
  if (arn === undefined) return resource;
  if (!arn.startsWith('arn:')) reader.fault('Resource', 'Value is not a valid resource ARN');
  else if (integration.exec(arn)?.[1] !== `sqs:${resource}`) refuse(reader, arn);
  else readParameters(reader);
  return resource;
}

/** Other integrations exist on AWS; the message must show that only the local cloud lacks them. */
function refuse(reader: Reader, arn: string): void {
  reader.fault(
    'Resource',
    `The resource provided ${arn} is not recognized. The value is not a valid resource ARN, or the resource is not ` +
      'available in this region. (The local cloud supports arn:aws:states:::sqs:sendMessage, also with .waitForTaskToken.)',
  );
}

function readParameters(reader: Reader): void {
  const given = reader.raw('Parameters');
  if (!isObject(given)) {
    reader.fault(undefined, 'These fields are required: [Parameters]');
    return;
  }
  for (const name of Object.keys(given)) {
    if (!parameters.includes(name.replace(/\.\$$/, ''))) {
      reader.fault('Parameters', `The field '${name}' is not supported by Step Functions`);
    }
  }
  for (const name of ['QueueUrl', 'MessageBody']) {
    if (!Object.hasOwn(given, name) && !Object.hasOwn(given, `${name}.$`)) {
      reader.fault('Parameters', `The field '${name}' is required but was missing`);
    }
  }
}
