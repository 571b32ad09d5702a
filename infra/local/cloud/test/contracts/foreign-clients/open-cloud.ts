/** The local cloud over HTTP on the real clock, for clients that are processes of their own. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { MemoryLevel } from 'memory-level';
import { openCloud } from '../../../src/cloud.ts';
import { Store } from '../../../src/core/store.ts';

export interface ForeignCloud {
  readonly endpoint: string;
  /** Runs a program with only the environment that AWS's tools need to find this cloud. */
  run(program: string, args: readonly string[]): Promise<string>;
  /** Stops the cloud, and returns the faults inside it. */
  close(): Promise<readonly unknown[]>;
}

export async function openForeignCloud(): Promise<ForeignCloud> {
  const faults: unknown[] = [];
  const store = await Store.open(new MemoryLevel<string, string>());
  const report = (message: string, cause: unknown) => faults.push(new Error(message, { cause }));
  const cloud = await openCloud({ store, report });
  const { server } = cloud;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { endpoint } = cloud;
  return {
    endpoint,
    async run(program, args) {
      const { stdout } = await promisify(execFile)(program, args, { env: environment(endpoint) });
      return stdout;
    },
    async close() {
      cloud.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      await store.close();
      return faults;
    },
  };
}

const environment = (endpoint: string) => ({
  PATH: process.env.PATH,
  PYTHONUTF8: '1',
  PYTHONDONTWRITEBYTECODE: '1',
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: 'any',
  AWS_SECRET_ACCESS_KEY: 'any',
  AWS_DEFAULT_REGION: 'eu-west-1',
  // Ignore the configuration of this machine's user.
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  // No retries: a failed call must fail the test.
  AWS_MAX_ATTEMPTS: '1',
});
