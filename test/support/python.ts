/** AWS's Python tools for contract tests: the SDK (boto3) and the command line (`python -m awscli …`). */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { rootDir } from '../../services/shared/root.ts';

/** Either the interpreter that can import boto3 and awscli, or why there is none here: the reason to skip a test with. */
export type PythonTools = { readonly python: string } | { readonly missing: string };

/** Installs at first use (10 s, needs PyPI once); call it while tests are collected: `const tools = await pythonTools()`. */
export async function pythonTools(): Promise<PythonTools> {
  const program = join(rootDir, 'bin', 'python-tools.js');
  const { stdout } = await promisify(execFile)(process.execPath, [program]);
  return JSON.parse(stdout) as PythonTools;
}
