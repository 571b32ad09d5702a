import { describe } from 'vitest';
import { findPython } from '../outside.ts';

const found = await findPython();

/** Tests that need boto3 and the AWS CLI: skipped, the reason in their title, where this machine cannot have them. */
export function describeWithPython(title: string, tests: (python: string) => void): void {
  if ('missing' in found) describe.skip(`${title} (${found.missing})`, () => tests(''));
  else describe(title, () => tests(found.python));
}
