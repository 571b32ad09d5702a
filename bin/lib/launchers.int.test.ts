/** The launcher's parts, in a small clone of their own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { root } from './paths.js';

let clone = '';

beforeEach(async () => {
  clone = await mkdtemp(join(tmpdir(), 'zeroloss clone-')); // with a space, below a directory of mode 0700
  await cp(join(root, 'bin'), join(clone, 'bin'), { recursive: true });
  await writePackage('1.0.0');
});
afterEach(() => rm(clone, { recursive: true, force: true }));

/** A package without dependencies: `npm ci` needs no network. */
async function writePackage(version: string) {
  const manifest = { name: 'small', version, type: 'module' };
  await writeFile(join(clone, 'package.json'), JSON.stringify(manifest));
  const lock = { ...manifest, lockfileVersion: 3, requires: true, packages: { '': manifest } };
  await writeFile(join(clone, 'package-lock.json'), JSON.stringify(lock));
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

interface RunOptions {
  readonly directory?: string;
  readonly user?: { readonly uid?: number; readonly gid?: number };
}

/** Runs code of a launcher in a process and returns what it printed. */
function runIn(code: string, { directory = clone, user = {} }: RunOptions = {}): Promise<Ended> {
  const userError = JSON.stringify(join(clone, 'bin/lib/user-error.js'));
  const source = `import { runLauncher } from ${userError}; await runLauncher(async () => { ${code} });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], { cwd: directory, ...user });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

const lib = (name: string) => JSON.stringify(join(clone, 'bin/lib', name));
const install = (options: RunOptions = {}) =>
  runIn(`await (await import(${lib('installed.js')})).ensureInstalled();`, { directory: tmpdir(), ...options });
const build = (options: RunOptions = {}) =>
  runIn(`console.log(await (await import(${lib('built.js')})).ensureBuilt());`, options);

test('installs once, for however many start at once, and again when package-lock.json changes', async () => {
  const first = await Promise.all([install(), install(), install()]);
  expect(first.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(first.filter(({ output }) => output.includes('installing packages'))).toHaveLength(1);
  expect(await readFile(join(clone, 'node_modules/.bin/zeroloss'), 'utf8')).toContain('npx zeroloss');
  expect(await install()).toEqual({ code: 0, output: '' });

  await writePackage('2.0.0');
  expect((await install()).output).toContain('installing packages');
});

test('what a developer’s own `npm install` installed is taken as it is', async () => {
  await mkdir(join(clone, 'node_modules'));
  await writeFile(join(clone, 'node_modules', '.package-lock.json'), '{"packages":{}}'); // npm’s record
  expect(await install()).toEqual({ code: 0, output: '' });
});

test('an install that fails is one sentence after npm’s own words', async () => {
  await writeFile(join(clone, 'package-lock.json'), 'not JSON');
  const { code, output } = await install();
  expect(code).toBe(1);
  expect(output.trim().split('\n').at(-1)).toMatch(/^zeroloss: npm ci failed \(see above\)/);
});

test.each([
  ['was killed', () => '4194999 1'],
  ['was killed, and whose number another process has now', () => `${process.pid} 1`],
])('a lock is taken over from a process that %s', async (_, holder) => {
  await writeFile(join(clone, '.zeroloss-install.lock'), holder());
  const [first, ...others] = await Promise.all([install(), install(), install()]);
  expect([first, ...others].map(({ code }) => code)).toEqual([0, 0, 0]);
  expect((await readdir(clone)).filter((name) => name.includes('.lock'))).toEqual([]);
});

test('a lock that a live process holds is waited for', async () => {
  const log = join(clone, 'log');
  const hold = () =>
    runIn(`const { appendFileSync } = await import('node:fs');
    await (await import(${lib('lock.js')})).withLock('test', async () => {
      appendFileSync(${JSON.stringify(log)}, 'in ');
      await new Promise((resolve) => setTimeout(resolve, 200));
      appendFileSync(${JSON.stringify(log)}, 'out ');
    });`);
  await Promise.all([hold(), hold(), hold()]);
  expect(await readFile(log, 'utf8')).toBe('in out in out in out ');
});

test('in a clone that this user may not write, what is missing is one sentence', async () => {
  await installBundler();
  await writeSource('console.log("one");');
  await chmod(clone, 0o555);
  await chmod(join(clone, 'node_modules', '.cache', 'zeroloss'), 0o555);
  const user = process.geteuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  for (const attempt of [install, build]) {
    const { code, output } = await attempt({ user });
    expect(code).toBe(1);
    expect(output).toMatch(
      /^zeroloss: Something is still to be installed or built in .*, which you may not write \(EACCES\);.*\n$/,
    );
  }
  await chmod(clone, 0o755);
  await chmod(join(clone, 'node_modules', '.cache', 'zeroloss'), 0o755);
});

test('builds when the sources are new, and only then', async () => {
  await installBundler();
  await writeSource('console.log("one");');
  const first = await build();
  expect(first.output).toMatch(/node_modules\/\.cache\/zeroloss\/build-[0-9a-f]{16}\/main\.mjs\n$/);
  expect(await build()).toEqual(first);

  await writeSource('console.log("two");');
  const second = await build();
  expect(second.output).not.toBe(first.output);
  expect(await readFile(second.output.trim(), 'utf8')).toContain('"two"');
});

test('sources that cannot be bundled leave no build behind', async () => {
  await installBundler();
  await writeSource('import "./missing.ts";');
  const { code, output } = await build();
  expect(code).toBe(1);
  expect(output).toContain('Could not resolve "./missing.ts"');
  expect(output.trim().split('\n').at(-1)).toBe('zeroloss: The sources cannot be bundled (see above).');
  expect(await builds()).toEqual([]);
});

test('the newest builds are kept', async () => {
  await installBundler();
  for (const n of [1, 2, 3, 4, 5, 6, 7]) {
    await writeSource(`console.log(${n});`);
    await build();
  }
  expect(await builds()).toHaveLength(5);
});

async function installBundler() {
  await mkdir(join(clone, 'node_modules', '.cache', 'zeroloss'), { recursive: true });
  await symlink(join(root, 'node_modules', 'esbuild'), join(clone, 'node_modules', 'esbuild'));
}

function writeSource(text: string) {
  return writeFile(join(clone, 'bin', 'main.ts'), text);
}

async function builds() {
  const names = await readdir(join(clone, 'node_modules', '.cache', 'zeroloss'));
  return names.filter((name) => name.startsWith('build-'));
}

/** A program that takes a while to end in order, started by npm with the project's own scripts. */
async function startByNpm(script: string, editScripts = (text: string) => text) {
  await installBundler();
  const ended = join(clone, 'ended');
  await writeSource(`
    import { writeFileSync } from 'node:fs';
    const end = () => setTimeout(() => { writeFileSync(${JSON.stringify(ended)}, ''); process.exit(); }, 300);
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, end);
    setInterval(() => {}, 1000);
    console.log(process.pid);`);
  await writeFile(join(clone, 'bin/lib/prepare.js'), 'export async function prepare() {}'); // nothing to install here
  const manifest = JSON.parse(await readFile(join(clone, 'package.json'), 'utf8'));
  const { scripts } = JSON.parse(editScripts(await readFile(join(root, 'package.json'), 'utf8')));
  await writeFile(join(clone, 'package.json'), JSON.stringify({ ...manifest, scripts }));
  const npm = spawn('npm', ['run', '--silent', script], { cwd: clone, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(npm.stdout, 'data');
  return { npm, pid: Number(line), ended };
}

test.each([
  ['start', 'SIGTERM'],
  ['start', 'SIGINT'],
  ['localstack', 'SIGTERM'],
] as const)('npm %s hands a %s on, and ends only after the process has', async (script, signal) => {
  const { npm, ended } = await startByNpm(script);
  npm.kill(signal);
  await once(npm, 'exit');
  expect(existsSync(ended)).toBe(true);
});

describe.each([
  ['as they are', (text: string) => text],
  ['with a shell that stays between npm and the process', (text: string) => text.replaceAll('"exec ', '"')],
])('npm’s scripts %s', (_, edit) => {
  test.each(['SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
    'an npm that a %s ended ends the process in order',
    async (signal) => {
      const { npm, ended } = await startByNpm('start', edit);
      npm.kill(signal);
      await vi.waitUntil(() => existsSync(ended), 10_000);
    },
  );
});

test('a process that npm did not start outlives whatever did, also if npm started that', async () => {
  await installBundler();
  await writeSource('setInterval(() => {}, 1000); console.log(process.pid);');
  await writeFile(join(clone, 'bin/lib/prepare.js'), 'export async function prepare() {}');
  const program = JSON.stringify(join(clone, 'bin/zeroloss.js'));
  const starter = spawn('sh', ['-c', `node ${program} & wait`], {
    env: { ...process.env, npm_lifecycle_event: 'start' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(starter.stdout, 'data');
  starter.kill('SIGKILL');
  await new Promise((resolve) => setTimeout(resolve, 1500)); // three looks
  expect(process.kill(Number(line), 'SIGKILL')).toBe(true);
});

describe('the Python of an environment', () => {
  let pythons = '';
  beforeEach(async () => {
    pythons = await mkdtemp(join(tmpdir(), 'zeroloss-pythons-'));
  });
  afterEach(() => rm(pythons, { recursive: true, force: true }));

  /** A command that does nothing but run this script. */
  const python = (name: string, script: string) =>
    writeFile(join(pythons, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

  /** Asked as for LocalStack, with nothing else on the PATH. */
  const missing = async () => {
    const options = `{ name: 'any', pythons: ['python3', 'python3.12'], versions: [11, 12, 13], requirements: 'package.json' }`;
    const module = lib('python-environment.js');
    const { output } = await runIn(
      `process.env.PATH = ${JSON.stringify(pythons)};
       console.log((await (await import(${module})).pythonEnvironment(${options})).missing);`,
    );
    return output.trim().split('\n').at(-1);
  };

  test('is missing', async () => {
    expect(await missing()).toBe(
      'Python 3.11 to 3.13 is needed (there is none on the PATH); install it and put it on the PATH',
    );
  });

  test('is too old or too new, or a shim of one that is not installed', async () => {
    await python('python3', 'echo 3.10');
    await python('python3.12', 'exit 127');
    expect(await missing()).toBe('Python 3.11 to 3.13 is needed (python3 is 3.10); install it and put it on the PATH');
  });

  test('is the first that fits; why it fails is said in its own words', async () => {
    await python('python3', 'echo 3.14');
    await python('python3.12', 'case "$1" in -c) echo 3.12;; *) echo "no module named venv" >&2; exit 1;; esac');
    expect(await missing()).toMatch(/^python3\.12 -m venv .*: no module named venv$/);
  });
});
