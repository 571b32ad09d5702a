import { expect, test } from 'vitest';
import type { StackTemplate } from '../../infra/local/provision/template.ts';
import { resourcesOfType, synthesize, target } from './synthesized.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

/** What each role may do, and on what: a change here is a change of someone's rights, and wants a reason. */
const outbox = { event: 'Bus: events:PutEvents', start: 'Transfer: states:StartExecution' };
const callback = 'Transfer: states:SendTaskFailure states:SendTaskSuccess';
const consume = 'sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage';
const log = 'logs:CreateLogStream logs:PutLogEvents';
const rights: Record<string, string[]> = {
  intakerole: [outbox.event, outbox.start, `intakeQueue: ${consume}`, `intakelog: ${log}`],
  debitrole: [outbox.event, callback, `debitQueue: ${consume}`, `debitlog: ${log}`],
  creditrole: [outbox.event, callback, `creditQueue: ${consume}`, `creditlog: ${log}`],
  rollbackrole: [outbox.event, callback, `rollbackQueue: ${consume}`, `rollbacklog: ${log}`],
  relayrole: [
    outbox.event,
    'Transfer: states:SendTaskFailure states:SendTaskSuccess states:StartExecution',
    `relaylog: ${log}`,
  ],
  projectionsrole: [`projectionsQueue: ${consume}`, `projectionslog: ${log}`],
  sweeperrole: [outbox.event, outbox.start, `sweeperlog: ${log}`],
  Role: ['creditQueue: sqs:SendMessage', 'debitQueue: sqs:SendMessage', 'rollbackQueue: sqs:SendMessage'],
};

/** A logical id without its hash. */
const plain = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');

function rightsOf(templates: StackTemplate[]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { properties } of resourcesOfType(templates, 'AWS::IAM::Policy')) {
    for (const role of properties.Roles) {
      const lines = properties.PolicyDocument.Statement.flatMap(({ Effect, Action, Resource }: Statement) => {
        expect(Effect).toBe('Allow');
        return [Resource].flat().map((resource) => `${plain(target(resource))}: ${[Action].flat().sort().join(' ')}`);
      });
      found[plain(target(role))] = [...(found[plain(target(role))] ?? []), ...lines];
    }
  }
  return found;
}

test.each(['dev', 'prod', 'local'])('stage %s: each role may do this and no more', (stage) => {
  const templates = synthesize(stage);
  const expected = Object.fromEntries(Object.entries(rights).map(([role, lines]) => [role, [...lines].sort()]));
  const found = Object.fromEntries(Object.entries(rightsOf(templates)).map(([role, lines]) => [role, lines.sort()]));
  expect(found).toEqual(expected);
  // Nothing but the policies above: no managed policy, no inline one.
  for (const { properties } of resourcesOfType(templates, 'AWS::IAM::Role')) {
    expect(Object.keys(properties)).toEqual(['AssumeRolePolicyDocument']);
  }
});
