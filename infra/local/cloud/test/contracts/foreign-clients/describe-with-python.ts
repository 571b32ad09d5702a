import { describe } from 'vitest';
import { findPython } from '../environment.ts';

const found = await findPython();

/** Tests that need boto3 and the AWS CLI. If they are missing, the tests are skipped, with the reason in the title. */
export function describeWithPython(title: string, tests: (python: string) => void): void {
  if ('missing' in found) describe.skip(`${title} (${found.missing})`, () => tests(''));
  else describe(title, () => tests(found.python));
}
