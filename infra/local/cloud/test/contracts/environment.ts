/** What the contract tests take from outside when the package is tested by itself: from the environment. */
import { spawnSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';
import type { FoundEndpoint, FoundPython } from './outside.ts';

export default function setup(project: TestProject): void {
  project.provide('contractEndpointUrl', answering(endpoint()));
  project.provide('contractPythonUrl', answering(python()));
}

/** A URL that answers with `value`. */
const answering = (value: object) => `data:application/json,${encodeURIComponent(JSON.stringify(value))}`;

function endpoint(): FoundEndpoint {
  const { CONTRACT_ENDPOINT: given } = process.env;
  return given ? { endpoint: given } : { missing: 'CONTRACT_ENDPOINT names none' };
}

function python(): FoundPython {
  const { CONTRACT_PYTHON: chosen = 'python3' } = process.env;
  const { status } = spawnSync(chosen, ['-c', 'import awscli, boto3']);
  return status === 0 ? { python: chosen } : { missing: `${chosen} has no boto3 and AWS CLI` };
}
