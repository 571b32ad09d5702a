/** ARNs of EventBridge's resources. A lookup looks at the resource's name only: one set answers whatever the region. */
import type { CloudContext } from '../core/context.ts';

export const defaultBusName = 'default';

type Owner = Pick<CloudContext, 'region' | 'account'>;

const arn = ({ region, account }: Owner, resource: string) => `arn:aws:events:${region}:${account}:${resource}`;

export const busArn = (owner: Owner, name: string) => arn(owner, `event-bus/${name}`);

export const ruleArn = (owner: Owner, bus: string, name: string) =>
  arn(owner, bus === defaultBusName ? `rule/${name}` : `rule/${bus}/${name}`);

export const archiveArn = (owner: Owner, name: string) => arn(owner, `archive/${name}`);

export const replayArn = (owner: Owner, name: string) => arn(owner, `replay/${name}`);

/** The bus meant by a name or an ARN, or by neither. */
export function busNameOf(nameOrArn: string | undefined): string {
  if (nameOrArn === undefined) return defaultBusName;
  return nameOrArn.startsWith('arn:') ? resourceName(nameOrArn) : nameOrArn;
}

/** What follows the first slash: a bus, archive or replay's name. */
export function resourceName(resourceArn: string): string {
  return resourceArn.slice(resourceArn.indexOf('/') + 1);
}

/** `sqs` in `arn:aws:sqs:us-east-1:000000000000:queue`; undefined when it is no ARN of a resource. */
export function serviceOf(resourceArn: string): string | undefined {
  return /^arn:[\w-]+:([\w-]+):[\w-]*:\d*:.+$/.exec(resourceArn)?.[1];
}
