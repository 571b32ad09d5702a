/** Virtual environments below node_modules/.cache, each made once from a frozen list of packages. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.js';
import { cache, root } from './paths.js';
import { hashOf } from './sources.js';

/**
 * @typedef {object} Environment
 * @property {string} name of its directory and lock
 * @property {readonly string[]} [pythons] commands to try; the first one of a wanted version is taken
 * @property {readonly number[]} [versions] minor versions of Python 3 that the packages work with; any if left out
 * @property {string} requirements the frozen list, relative to the clone: every package, as pip resolves none
 * @property {string} check Python code that fails if something is missing
 * @property {string} purpose printed while it is being installed
 */

/** @satisfies {Record<string, Environment>} */
export const environments = {
  localstack: {
    name: 'localstack',
    pythons: ['python3', 'python3.13', 'python3.12', 'python3.11'],
    versions: [11, 12, 13],
    requirements: 'infra/local/targets/localstack/requirements.txt',
    check: 'import localstack.version as found; assert found.version == "4.8.1"',
    purpose: 'LocalStack 4.8.1 (about a minute, 500 MB)',
  },
  tools: {
    name: 'python',
    requirements: 'test/support/requirements.txt',
    check: 'import awscli, boto3',
    purpose: 'boto3 and the AWS CLI for the contract tests',
  },
};

/**
 * Installs the environment if it is missing.
 * @param {Environment} environment
 * @returns {Promise<{python: string} | {missing: string}>} `missing`: why this machine cannot have it
 */
export function pythonEnvironment({ name, pythons = ['python3'], versions, requirements, check, purpose }) {
  const directory = join(cache, `${name}-${hashOf([requirements])}`);
  return withLock(name, () => {
    if (!works(directory, check)) {
      const reason = install({ directory, pythons, versions, requirements, purpose });
      if (reason) return { missing: reason };
    }
    return { python: pythonOf(directory) };
  });
}

/**
 * False also if the Python that the environment was made from is gone.
 * @param {string} environment
 * @param {string} check
 */
function works(environment, check) {
  return existsSync(environment) && spawnSync(pythonOf(environment), ['-c', check]).status === 0;
}

/**
 * @param {Omit<Environment, 'name' | 'check' | 'versions'> & {directory: string, pythons: readonly string[], versions: readonly number[] | undefined}} options
 * @returns {string | undefined} why it is not possible
 */
function install({ directory, pythons, versions, requirements, purpose }) {
  const chosen = choosePython(pythons, versions);
  if ('missing' in chosen) return chosen.missing;
  const draft = `${directory}.draft`;
  mkdirSync(cache, { recursive: true });
  for (const path of [draft, directory]) rmSync(path, { recursive: true, force: true });
  console.error(`installing ${purpose}, once …`);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '-r'];
  const reason =
    attempt(chosen.python, ['-m', 'venv', draft]) ?? attempt(pythonOf(draft), [...pip, join(root, requirements)]);
  if (reason) rmSync(draft, { recursive: true, force: true });
  // Its scripts name the draft's path, but nobody uses them: `python -m …` works from anywhere.
  else renameSync(draft, directory);
  return reason;
}

/**
 * Runs each: a command on the PATH may be a shim of a Python that is not installed.
 * @param {readonly string[]} pythons
 * @param {readonly number[] | undefined} versions
 * @returns {{python: string} | {missing: string}}
 */
function choosePython(pythons, versions) {
  const seen = [];
  for (const python of pythons) {
    const { status, stdout } = spawnSync(python, ['-c', 'import sys; print(*sys.version_info[:2], sep=".")'], {
      encoding: 'utf8',
    });
    if (status !== 0) continue;
    const version = stdout.trim();
    if (!versions || versions.some((minor) => version === `3.${minor}`)) return { python };
    seen.push(`${python} is ${version}`);
  }
  const found = seen.length > 0 ? seen.join(', ') : 'there is none on the PATH';
  const wanted = versions ? `Python 3.${versions[0]} to 3.${versions.at(-1)}` : 'Python 3';
  return { missing: `${wanted} is needed (${found}); install it and put it on the PATH` };
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {string | undefined} why it failed
 */
function attempt(command, args) {
  const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return undefined;
  const lastLine = (error?.message ?? stderr).trim().split('\n').at(-1);
  return `${command} ${args.slice(0, 3).join(' ')}: ${lastLine}`;
}

/** @param {string} environment */
function pythonOf(environment) {
  return join(environment, 'bin', 'python');
}
