/**
 * What the local cloud's contract tests need from outside, provided when the first test asks for it: one LocalStack for the whole run,
 * and AWS's Python tools, installed once. With CI=true the tests fail if one is missing; otherwise they are skipped.
 */
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { closeServer, listen } from '../../infra/local/listen.ts';
import { type LocalStack, startLocalStack } from '../../infra/local/targets/localstack/index.ts';
import { rootDir } from '../../services/operator/root.ts';

type Found = { readonly missing: string } | Readonly<Record<string, unknown>>;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let starting: Promise<LocalStack> | undefined;
  const findLocalStack = async (): Promise<Found> => {
    try {
      starting ??= startLocalStack({ progress: (line) => process.stderr.write(`${line}\n`) });
      return { endpoint: (await starting).endpoint };
    } catch (error) {
      return { missing: (error as Error).message };
    }
  };
  const server = createServer(async (request, response) => {
    const found = request.url === '/python' ? await findPython() : await findLocalStack();
    if ('missing' in found && process.env.CI) response.writeHead(500).end(found.missing);
    else response.end(JSON.stringify(found));
  });
  const url = `http://127.0.0.1:${await listen(server, 0, 'the test run')}`;
  project.provide('contractEndpoint', { url: `${url}/localstack` });
  project.provide('contractPython', { url: `${url}/python` });
  return async () => {
    await closeServer(server);
    await (await starting?.catch(() => undefined))?.stop();
  };
}

/** boto3 and the AWS CLI. The first use takes 10 s and needs PyPI. */
async function findPython(): Promise<Found> {
  const program = join(rootDir, 'bin', 'python.js');
  const { stdout } = await promisify(execFile)(process.execPath, [program, 'tools']);
  return JSON.parse(stdout) as Found;
}
