/** AddPermission and RemovePermission: statements of the queue's Policy. Nothing is enforced: any credentials will do. */
import type { Json } from '../core/service.ts';
import { invalidValue, missingParameter, sqsError } from './errors.ts';
import { optionalStrings, requiredString } from './input.ts';
import type { Queue } from './queue.ts';
import { setAttributes } from './queue-attributes.ts';
import type { Queues } from './queues.ts';

const maximumActions = 7;

interface Policy {
  readonly Version: string;
  readonly Id: string;
  readonly Statement: readonly Json[];
}

function policyOf(queue: Queue): Policy {
  const empty = { Version: '2008-10-17', Id: `${queue.arn}/SQSDefaultPolicy`, Statement: [] };
  const { Policy } = queue.record.attributes;
  if (!Policy) return empty;
  const policy = { ...empty, ...JSON.parse(Policy) };
  return { ...policy, Statement: [policy.Statement].flat() };
}

function save(queues: Queues, queue: Queue, policy: Policy): void {
  const { Policy: _, ...rest } = queue.record.attributes;
  const attributes = policy.Statement.length > 0 ? { ...rest, Policy: JSON.stringify(policy) } : rest;
  setAttributes(queues, queue, attributes);
}

export const addPermission =
  (queues: Queues) =>
  (input: Json): Json => {
    const queue = queues.byUrl(requiredString(input, 'QueueUrl'));
    const label = requiredString(input, 'Label');
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(label)) {
      throw invalidValue(
        label,
        'Label',
        'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
      );
    }
    const accounts = optionalStrings(input, 'AWSAccountIds');
    const actions = optionalStrings(input, 'Actions');
    if (accounts.length === 0) throw missingParameter('AWSAccountIds');
    if (actions.length === 0) throw missingParameter('Actions');
    if (actions.length > maximumActions) {
      throw sqsError('OverLimit', `${actions.length} Actions were found, maximum allowed is ${maximumActions}.`);
    }
    const policy = policyOf(queue);
    if (policy.Statement.some(({ Sid }) => Sid === label)) throw invalidValue(label, 'Label', 'Already exists.');
    const statement = {
      Sid: label,
      Effect: 'Allow',
      Principal: { AWS: oneOrMany(accounts.map((account) => `arn:aws:iam::${account}:root`)) },
      Action: oneOrMany(actions.map((action) => `SQS:${action}`)),
      Resource: queue.arn,
    };
    save(queues, queue, { ...policy, Statement: [...policy.Statement, statement] });
    return {};
  };

const oneOrMany = (values: string[]) => (values.length === 1 ? values[0] : values);

export const removePermission =
  (queues: Queues) =>
  (input: Json): Json => {
    const queue = queues.byUrl(requiredString(input, 'QueueUrl'));
    const label = requiredString(input, 'Label');
    const policy = policyOf(queue);
    const kept = policy.Statement.filter(({ Sid }) => Sid !== label);
    if (kept.length === policy.Statement.length) {
      const where = policy.Statement.length > 0 ? ' on existing policy' : '';
      throw invalidValue(label, 'Label', `can't find label${where}.`);
    }
    save(queues, queue, { ...policy, Statement: kept });
    return {};
  };
