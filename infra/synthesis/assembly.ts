/**
 * The templates of a stage. The CDK application synthesizes them in a child process (3 s and 400 MB that the caller should not carry);
 * the result is cached by a hash of everything that synthesis reads.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { rootDir } from '../../services/operator/root.ts';
import type { StageName } from '../config.ts';
import type { StackTemplate, Template } from './template.ts';

/** Files that can change the templates. The code below infra/local cannot. */
const inputs = [
  'events',
  'infra',
  'prisma',
  'services/database',
  'services/runtime/metrics.ts',
  'services/workflow',
  'cdk.json',
  'package-lock.json',
];
const excluded = [join('infra', 'local') + sep, join('prisma', 'client') + sep];
const isExcluded = (path: string): boolean =>
  path.endsWith('.test.ts') || excluded.some((directory) => path.startsWith(directory));

/** The CDK application failed, or its output cannot be stored. The message is for the user and contains what the application printed. */
export class SynthesisError extends Error {
  override readonly name = 'SynthesisError';
}

export interface AssemblyOptions {
  /** The project's root; default: this clone. */
  readonly root?: string;
  /** Where assemblies are cached; default: below node_modules. */
  readonly cache?: string;
}

/** The templates of a stage, one per stack. Functions are not bundled: their handlers run from their sources here. @throws SynthesisError */
export async function stageTemplates(stage: StageName, options: AssemblyOptions = {}): Promise<StackTemplate[]> {
  const { root = rootDir, cache = join(root, 'node_modules/.cache/zeroloss') } = options;
  const directory = join(cache, `assembly-${stage}-${await hashOfInputs(root)}`);
  const cached = await readTemplates(directory);
  if (cached) return cached;
  const draft = await makeDraft(cache);
  try {
    await synthesize(draft, { stage, 'aws:cdk:bundling-stacks': [] }, root);
    await publish(draft, directory);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  const templates = await readTemplates(directory);
  if (!templates) throw new SynthesisError(`The CDK application wrote no assembly to ${directory}`);
  return templates;
}

async function makeDraft(cache: string): Promise<string> {
  try {
    await mkdir(cache, { recursive: true });
    return await mkdtemp(join(cache, 'synthesizing-'));
  } catch (cause) {
    throw new SynthesisError(
      `The templates of the infrastructure cannot be stored in ${cache} (${(cause as NodeJS.ErrnoException).code}); run npm start once as the owner of that directory, or use a clone of your own.`,
      { cause },
    );
  }
}

/** Runs the application as `cdk synth` does, with the context of cdk.json and `added`. @throws SynthesisError */
export async function synthesize(output: string, added: Record<string, unknown>, root = rootDir): Promise<void> {
  const { context } = JSON.parse(await readFile(join(root, 'cdk.json'), 'utf8')) as { context: object };
  const env = { ...process.env, CDK_OUTDIR: output, CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...added }) };
  try {
    await promisify(execFile)(process.execPath, ['--import', 'tsx', 'infra/app.ts'], { cwd: root, env });
  } catch (cause) {
    const { stderr, message } = cause as { stderr?: string; message: string };
    throw new SynthesisError(`The CDK application failed: ${stderr?.trim() || message}`, { cause });
  }
}

/** In one step, so that nobody reads half an assembly. If two finish at once, the second keeps the first one's: the content is the same. */
async function publish(draft: string, directory: string): Promise<void> {
  try {
    await rename(draft, directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'EPERM') throw error;
  }
}

interface Manifest {
  readonly artifacts: Record<string, { type: string; properties: { templateFile: string; stackName?: string } }>;
}

async function readTemplates(directory: string): Promise<StackTemplate[] | undefined> {
  const manifest = await readFile(join(directory, 'manifest.json'), 'utf8').catch(() => undefined);
  if (manifest === undefined) return undefined;
  const { artifacts } = JSON.parse(manifest) as Manifest;
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  return Promise.all(
    stacks.map(async ([id, { properties }]) => ({
      stackName: properties.stackName ?? id,
      template: JSON.parse(await readFile(join(directory, properties.templateFile), 'utf8')) as Template,
    })),
  );
}

async function hashOfInputs(root: string): Promise<string> {
  const files = (await Promise.all(inputs.map((input) => filesOf(join(root, input))))).flat();
  const paths = files.map((file) => relative(root, file)).filter((path) => !isExcluded(path));
  const hash = createHash('sha256');
  const contents = await Promise.all(
    paths.sort().map(async (path) => [path, await readFile(join(root, path))] as const),
  );
  for (const [path, content] of contents) hash.update(`${path}\n${content.length}\n`).update(content);
  return hash.digest('hex');
}

/** The file itself, or all files below a directory. */
async function filesOf(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOTDIR') return undefined;
      throw error;
    },
  );
  if (!entries) return [path];
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
