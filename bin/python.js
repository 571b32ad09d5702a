#!/usr/bin/env node
/**
 * `python.js localstack` or `python.js tools`: installs the Python packages of that name, once.
 * Prints one line of JSON: `{"python": PATH}`, or `{"missing": REASON}` if this machine cannot have them.
 */
import { environments, pythonEnvironment } from './lib/python-environment.js';

const environment = process.argv[2] === 'localstack' ? environments.localstack : environments.tools;
console.log(JSON.stringify(await pythonEnvironment(environment)));
