#!/usr/bin/env node
/**
 * Installs boto3 and the AWS CLI for the contract tests, once, into a virtual environment below node_modules/.cache.
 * Prints one JSON line: `{"python": PATH}`, or `{"missing": REASON}` where this machine cannot have them.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lib/lock.js';
import { cache, root } from './lib/paths.js';
import { hashOf } from './lib/sources.js';

const requirements = 'test/support/requirements.txt';
const directory = join(cache, `python-${hashOf([requirements])}`);

console.log(JSON.stringify(await withLock('python-tools', pythonTools)));

function pythonTools() {
  if (!works(directory)) {
    const reason = install(`${directory}.draft`);
    if (reason) return { missing: reason };
  }
  return { python: pythonOf(directory) };
}

/** False also after the Python that the environment was made from has gone. */
function works(environment) {
  return existsSync(environment) && spawnSync(pythonOf(environment), ['-c', 'import awscli, boto3']).status === 0;
}

/** @returns why it is not possible, undefined when it is done */
function install(draft) {
  mkdirSync(cache, { recursive: true });
  for (const path of [draft, directory]) rmSync(path, { recursive: true, force: true });
  console.error('installing boto3 and the AWS CLI for the contract tests, once …');
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--no-deps',
    '-r',
    join(root, requirements),
  ];
  const reason = attempt('python3', ['-m', 'venv', draft]) ?? attempt(pythonOf(draft), pip);
  if (reason) rmSync(draft, { recursive: true, force: true });
  // The environment's scripts would name the draft; they are not used: `python -m awscli` works from anywhere.
  else renameSync(draft, directory);
  return reason;
}

function attempt(command, args) {
  const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return undefined;
  const lastLine = (error?.message ?? stderr).trim().split('\n').at(-1);
  return `${command} ${args.slice(0, 3).join(' ')}: ${lastLine}`;
}

function pythonOf(environment) {
  return join(environment, 'bin', 'python');
}
