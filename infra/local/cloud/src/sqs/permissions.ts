/** AddPermission and RemovePermission: statements of the queue's Policy. Nothing is enforced: any credentials are accepted. */
import { list, required, text } from '../core/input.ts';
import { operation } from '../core/operation.ts';
import type { Json } from '../core/service.ts';
import { invalidValue, sqsError } from './errors.ts';
import type { Queue } from './queue.ts';
import { setAttributes } from './queue-attributes.ts';
import type { Queues } from './queues.ts';
import type { SqsState } from './state.ts';

const maxActions = 7;

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

export const addPermission = operation(
  {
    QueueUrl: required(text()),
    Label: required(text()),
    AWSAccountIds: required(list(text())),
    Actions: required(list(text())),
  },
  ({ QueueUrl, Label, AWSAccountIds, Actions }, { queues }: SqsState) => {
    const queue = queues.byUrl(QueueUrl);
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(Label)) {
      const reason = 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length';
      throw invalidValue(Label, 'Label', reason);
    }
    if (Actions.length > maxActions) {
      throw sqsError('OverLimit', `${Actions.length} Actions were found, maximum allowed is ${maxActions}.`);
    }
    const policy = policyOf(queue);
    if (policy.Statement.some(({ Sid }) => Sid === Label)) throw invalidValue(Label, 'Label', 'Already exists.');
    const statement = {
      Sid: Label,
      Effect: 'Allow',
      Principal: { AWS: oneOrMany(AWSAccountIds.map((account) => `arn:aws:iam::${account}:root`)) },
      Action: oneOrMany(Actions.map((action) => `SQS:${action}`)),
      Resource: queue.arn,
    };
    save(queues, queue, { ...policy, Statement: [...policy.Statement, statement] });
    return {};
  },
);

const oneOrMany = (values: string[]) => (values.length === 1 ? values[0] : values);

export const removePermission = operation(
  { QueueUrl: required(text()), Label: required(text()) },
  ({ QueueUrl, Label }, { queues }: SqsState) => {
    const queue = queues.byUrl(QueueUrl);
    const policy = policyOf(queue);
    const kept = policy.Statement.filter(({ Sid }) => Sid !== Label);
    if (kept.length === policy.Statement.length) {
      const where = policy.Statement.length > 0 ? ' on existing policy' : '';
      throw invalidValue(Label, 'Label', `can't find label${where}.`);
    }
    save(queues, queue, { ...policy, Statement: kept });
    return {};
  },
);
