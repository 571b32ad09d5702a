/** An archive and its bus, as EventBridge describes them. */
import { DescribeArchiveCommand, DescribeRuleCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';

export interface Archive {
  readonly arn: string;
  readonly busArn: string;
  /** Events from before this time are not in it. */
  readonly reachesBackTo: Date;
}

/** There is no such archive or rule. The message is one sentence. */
export class ReplayTargetNotFound extends Error {
  override readonly name = 'ReplayTargetNotFound';
}

const dayMs = 86_400_000;

/** @throws ReplayTargetNotFound */
export async function describeArchive(events: EventBridgeClient, name: string): Promise<Archive> {
  const { ArchiveArn, EventSourceArn, CreationTime, RetentionDays } = await events
    .send(new DescribeArchiveCommand({ ArchiveName: name }))
    .catch((error: unknown) => {
      throw notFound(error, `the endpoint has no archive ${name}`);
    });
  if (!ArchiveArn || !EventSourceArn) throw new ReplayTargetNotFound(`archive ${name} is described without its ARNs`);
  // Zero days of retention: events are kept forever.
  const keptMs = RetentionDays ? Date.now() - RetentionDays * dayMs : 0;
  const reachesBackTo = new Date(Math.max(CreationTime?.getTime() ?? 0, keptMs));
  return { arn: ArchiveArn, busArn: EventSourceArn, reachesBackTo };
}

/** @throws ReplayTargetNotFound */
export async function ruleArn(events: EventBridgeClient, busArn: string, name: string): Promise<string> {
  const bus = busArn.split('/').at(-1) ?? '';
  const { Arn } = await events
    .send(new DescribeRuleCommand({ Name: name, EventBusName: bus }))
    .catch((error: unknown) => {
      throw notFound(error, `the bus ${bus} has no rule ${name}`);
    });
  if (!Arn) throw new ReplayTargetNotFound(`rule ${name} is described without its ARN`);
  return Arn;
}

function notFound(error: unknown, sentence: string): unknown {
  const missing = error instanceof Error && error.name === 'ResourceNotFoundException';
  return missing ? new ReplayTargetNotFound(sentence, { cause: error }) : error;
}
