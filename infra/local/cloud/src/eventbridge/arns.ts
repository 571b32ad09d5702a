/** ARNs of EventBridge's resources. A lookup uses only the resource's name: there is one set for all regions. */
import type { CloudContext } from '../core/context.ts';

export const defaultBusName = 'default';

type Owner = Pick<CloudContext, 'region' | 'account'>;

const arn = ({ region, account }: Owner, resource: string) => `arn:aws:events:${region}:${account}:${resource}`;

export const busArn = (owner: Owner, name: string) => arn(owner, `event-bus/${name}`);

export const ruleArn = (owner: Owner, bus: string, name: string) =>
  arn(owner, bus === defaultBusName ? `rule/${name}` : `rule/${bus}/${name}`);

export const archiveArn = (owner: Owner, name: string) => arn(owner, `archive/${name}`);

export const replayArn = (owner: Owner, name: string) => arn(owner, `replay/${name}`);

/** The name of a bus given by name or ARN; the default bus's if undefined. */
export function busNameOf(nameOrArn: string | undefined): string {
  if (nameOrArn === undefined) return defaultBusName;
  return nameOrArn.startsWith('arn:') ? resourceName(nameOrArn) : nameOrArn;
}

/** The part after the first slash: the name of a bus, archive or replay. */
export function resourceName(resourceArn: string): string {
  return resourceArn.slice(resourceArn.indexOf('/') + 1);
}

/** The name in an archive's ARN, to which AWS sometimes appends a uid. */
export function archiveNameOf(archiveArn: string): string {
  return resourceName(archiveArn).split(':')[0] ?? '';
}

/** `sqs` of `arn:aws:sqs:us-east-1:000000000000:queue`; undefined if this is not the ARN of a resource. */
export function serviceOf(resourceArn: string): string | undefined {
  return /^arn:[\w-]+:([\w-]+):[\w-]*:\d*:.+$/.exec(resourceArn)?.[1];
}
