#!/usr/bin/env node
/**
 * Installs LocalStack's Python packages, once: about a minute, 500 MB.
 * Prints one JSON line: `{"python": PATH}`, or `{"missing": REASON}` where this machine cannot have them.
 */
import { pythonEnvironment } from './lib/python-environment.js';

const environment = await pythonEnvironment({
  name: 'localstack',
  pythons: ['python3', 'python3.13', 'python3.12', 'python3.11'],
  versions: [11, 12, 13],
  requirements: 'infra/local/targets/localstack/requirements.txt',
  proof: 'import localstack.version as found; assert found.version == "4.8.1"',
  purpose: 'LocalStack 4.8.1 (about a minute, 500 MB)',
});
console.log(JSON.stringify(environment));
