/** The environment of the contract tests when the package is tested by itself: taken from environment variables. */
import { spawnSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';
import type { FoundEndpoint, FoundPython } from './environment.ts';

export default function setup(project: TestProject): void {
  project.provide('contractEndpoint', endpoint());
  project.provide('contractPython', python());
}

function endpoint(): FoundEndpoint {
  const { CONTRACT_ENDPOINT: given } = process.env;
  return given ? { endpoint: given } : { missing: 'CONTRACT_ENDPOINT is not set' };
}

function python(): FoundPython {
  const { CONTRACT_PYTHON: chosen = 'python3' } = process.env;
  const { status } = spawnSync(chosen, ['-c', 'import awscli, boto3']);
  return status === 0 ? { python: chosen } : { missing: `${chosen} has no boto3 and AWS CLI` };
}
