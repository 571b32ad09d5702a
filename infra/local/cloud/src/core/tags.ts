/** Tags of any resource. The services differ in how a request writes them, not in what they mean. */
import type { AwsError } from './service.ts';

export type Tags = Readonly<Record<string, string>>;

const maxTags = 50;

/** @param tooMany the service's error for a resource with more than 50 tags. @throws AwsError */
export function addTags(tags: Tags, added: Tags, tooMany: () => AwsError): Tags {
  const all = { ...tags, ...added };
  if (Object.keys(all).length > maxTags) throw tooMany();
  return all;
}

export function removeTags(tags: Tags, keys: readonly string[]): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
}
