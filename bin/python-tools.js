#!/usr/bin/env node
/**
 * Installs boto3 and the AWS CLI for the contract tests, once.
 * Prints one JSON line: `{"python": PATH}`, or `{"missing": REASON}` where this machine cannot have them.
 */
import { pythonEnvironment } from './lib/python-environment.js';

const environment = await pythonEnvironment({
  name: 'python',
  requirements: 'test/support/requirements.txt',
  proof: 'import awscli, boto3',
  purpose: 'boto3 and the AWS CLI for the contract tests',
});
console.log(JSON.stringify(environment));
