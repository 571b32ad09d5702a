/** Virtual environments below node_modules/.cache, each made once from a frozen list of packages. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.js';
import { cache, root } from './paths.js';
import { hashOf } from './sources.js';

/**
 * @param name of the environment's directory and lock
 * @param pythons commands to choose from; the first that can be run is taken, or the first of a version that is wanted
 * @param versions minor versions of Python 3 that the packages work with, any if left out
 * @param requirements the frozen list, relative to the root: every package that is needed, since none is resolved
 * @param proof Python that fails when something is missing
 * @param purpose said while it is being installed
 * @returns `{python: PATH}`, or `{missing: REASON}` where this machine cannot have it
 */
export function pythonEnvironment({ name, pythons = ['python3'], versions, requirements, proof, purpose }) {
  const directory = join(cache, `${name}-${hashOf([requirements])}`);
  return withLock(name, () => {
    if (!works(directory, proof)) {
      const reason = install({ directory, pythons, versions, requirements, purpose });
      if (reason) return { missing: reason };
    }
    return { python: pythonOf(directory) };
  });
}

/** False also after the Python that the environment was made from has gone. */
function works(environment, proof) {
  return existsSync(environment) && spawnSync(pythonOf(environment), ['-c', proof]).status === 0;
}

/** @returns why it is not possible, undefined when it is done */
function install({ directory, pythons, versions, requirements, purpose }) {
  const chosen = choosePython(pythons, versions);
  if (chosen.missing) return chosen.missing;
  const draft = `${directory}.draft`;
  mkdirSync(cache, { recursive: true });
  for (const path of [draft, directory]) rmSync(path, { recursive: true, force: true });
  console.error(`installing ${purpose}, once …`);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '-r'];
  const reason =
    attempt(chosen.python, ['-m', 'venv', draft]) ?? attempt(pythonOf(draft), [...pip, join(root, requirements)]);
  if (reason) rmSync(draft, { recursive: true, force: true });
  // The environment's scripts would name the draft; they are not used: `python -m …` works from anywhere.
  else renameSync(draft, directory);
  return reason;
}

/** A command on the PATH may be a shim of a Python that is not installed: only running it tells. */
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

function attempt(command, args) {
  const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return undefined;
  const lastLine = (error?.message ?? stderr).trim().split('\n').at(-1);
  return `${command} ${args.slice(0, 3).join(' ')}: ${lastLine}`;
}

function pythonOf(environment) {
  return join(environment, 'bin', 'python');
}
