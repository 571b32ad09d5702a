/** One LocalStack for a whole test run, started when the first test asks for it. */
import { createServer } from 'node:http';
import type { TestProject } from 'vitest/node';
import { closeServer, listen } from '../../infra/local/listen.ts';
import { type LocalStack, startLocalStack } from '../../infra/local/localstack/index.ts';
import type { FoundLocalStack } from './localstack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers with a `FoundLocalStack`. */
    readonly localStackUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let starting: Promise<LocalStack> | undefined;
  const find = async (): Promise<FoundLocalStack> => {
    try {
      starting ??= startLocalStack({ progress: (line) => process.stderr.write(`${line}\n`) });
      return { endpoint: (await starting).endpoint };
    } catch (error) {
      return { missing: (error as Error).message };
    }
  };
  const server = createServer(async (_request, response) => {
    response.end(JSON.stringify(await find()));
  });
  const port = await listen(server, 0, 'the test run');
  project.provide('localStackUrl', `http://127.0.0.1:${port}`);
  return async () => {
    await closeServer(server);
    await (await starting?.catch(() => undefined))?.stop();
  };
}
