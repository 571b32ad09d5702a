/** The test run's LocalStack (`localstack-server.ts` starts it). */
import { inject } from 'vitest';

/** Where it is, or why there is none here: the reason to skip a test with. */
export type FoundLocalStack = { readonly endpoint: string } | { readonly missing: string };

/** Installing it takes minutes on a slow machine. */
export const localStackPatienceMs = 600_000;

/** Starts it at the first call. @throws Error where there is none and CI=true: nothing is skipped quietly there */
export async function findLocalStack(): Promise<FoundLocalStack> {
  const response = await fetch(inject('localStackUrl'));
  const found = (await response.json()) as FoundLocalStack;
  if ('missing' in found && process.env.CI) throw new Error(found.missing);
  return found;
}
