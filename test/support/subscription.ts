/** Another system's subscription: a queue of its own behind a rule of its own on the bus. */
import {
  DeleteRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import type { Clients } from '@zeroloss/local-cloud';
import { busName } from '../../infra/names.ts';

export interface SubscriptionOptions {
  /** Of the queue and of the rule. */
  readonly name: string;
  readonly pattern: object;
  /** JSONPath of the part of each event to receive; the whole event if missing. */
  readonly inputPath?: string;
}

export interface Subscription {
  readonly queueUrl: string;
  /** Deletes the rule and the queue. */
  remove(): Promise<void>;
}

export async function subscribe(
  { sqs, events }: Pick<Clients, 'sqs' | 'events'>,
  { name, pattern, inputPath }: SubscriptionOptions,
): Promise<Subscription> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const queueArn = Attributes?.QueueArn ?? '';
  const rule = { Name: name, EventBusName: busName };
  const { RuleArn = '' } = await events.send(new PutRuleCommand({ ...rule, EventPattern: JSON.stringify(pattern) }));
  const Policy = JSON.stringify(allowRule(RuleArn, queueArn));
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  const Targets = [{ Id: 'queue', Arn: queueArn, InputPath: inputPath }];
  await events.send(new PutTargetsCommand({ Rule: name, EventBusName: busName, Targets }));
  return {
    queueUrl: QueueUrl,
    async remove() {
      await events.send(new RemoveTargetsCommand({ Rule: name, EventBusName: busName, Ids: ['queue'] }));
      await events.send(new DeleteRuleCommand(rule));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
}

function allowRule(ruleArn: string, queueArn: string) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
      },
    ],
  };
}
