import { describe } from 'vitest';
import { pythonTools } from '../../support/python.ts';

const tools = await pythonTools();
if ('missing' in tools && process.env.CI === 'true') {
  throw new Error(`These tests need Python, and CI must have it: ${tools.missing}`);
}

/** Tests that need boto3 and the AWS CLI: skipped, the reason in their title, where this machine can not have them. */
export function describeWithPython(title: string, tests: (python: string) => void): void {
  if ('missing' in tools) describe.skip(`${title} (${tools.missing})`, () => tests(''));
  else describe(title, () => tests(tools.python));
}
