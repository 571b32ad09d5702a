/** Helpers for buses, rules, archives and replays. */
import {
  CreateArchiveCommand,
  CreateEventBusCommand,
  DescribeReplayCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  PutTargetsCommand,
  StartReplayCommand,
  type StartReplayCommandInput,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { expect } from 'vitest';
import type { CloudUnderTest } from './targets/cloud.ts';

export const entry = (Detail: string, members: Partial<PutEventsRequestEntry> = {}): PutEventsRequestEntry => ({
  Source: 'bank',
  DetailType: 'Paid',
  Detail,
  ...members,
});

export const put = ({ events }: CloudUnderTest, ...Entries: PutEventsRequestEntry[]) =>
  events.send(new PutEventsCommand({ Entries }));

/** Returns the ARN. */
export async function createBus({ events }: CloudUnderTest, Name: string): Promise<string> {
  return (await events.send(new CreateEventBusCommand({ Name }))).EventBusArn ?? '';
}

export interface Route {
  readonly name?: string;
  readonly bus?: string;
  readonly pattern?: object;
}

/** Creates a rule with its targets, and returns its ARN. */
export async function route({ events }: CloudUnderTest, how: Route, ...Targets: Target[]): Promise<string> {
  const { name = 'rule', bus, pattern = { source: ['bank'] } } = how;
  const where = bus === undefined ? {} : { EventBusName: bus };
  const { RuleArn = '' } = await events.send(
    new PutRuleCommand({ Name: name, EventPattern: JSON.stringify(pattern), ...where }),
  );
  const answer = await events.send(new PutTargetsCommand({ Rule: name, Targets, ...where }));
  expect(answer).toMatchObject({ FailedEntryCount: 0, FailedEntries: [] });
  return RuleArn;
}

/** Returns the ARN. */
export async function createArchive(cloud: CloudUnderTest, name: string, bus: string, members = {}): Promise<string> {
  const command = new CreateArchiveCommand({ ArchiveName: name, EventSourceArn: bus, ...members });
  return (await cloud.events.send(command)).ArchiveArn ?? '';
}

/** Starts a replay and waits for its end. */
export async function replay({ events, eventually }: CloudUnderTest, input: StartReplayCommandInput) {
  const started = await events.send(new StartReplayCommand(input));
  const { ReplayName } = input;
  const describe = () => events.send(new DescribeReplayCommand({ ReplayName }));
  const ended = await eventually(describe, ({ State }) => State !== 'STARTING' && State !== 'RUNNING');
  return { started, ended };
}

/** In an otherwise empty cloud. */
export const defaultBusArn = ({ region, account }: CloudUnderTest) =>
  `arn:aws:events:${region}:${account}:event-bus/default`;
