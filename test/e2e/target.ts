/**
 * The system that the end-to-end suite runs against, by `ZEROLOSS_E2E_TARGET`:
 * - `local` (default): a system of its own on the local cloud.
 * - `localstack`: a system of its own on LocalStack. It uses `LOCALSTACK_ENDPOINT` if set (nothing else may run Zeroloss there
 *   meanwhile), otherwise it starts one.
 * - `aws`: the system deployed in the account of the AWS credentials; docs/end-to-end.md says what it needs.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileLog } from '../../infra/local/data-directory/file-log.ts';
import type { System } from '../../infra/local/system.ts';
import { startSystem } from '../../infra/local/system.ts';
import { startLocalStack } from '../../infra/local/targets/localstack/index.ts';
import { Shards } from '../../services/database/shards.ts';
import { type AwsSystem, openAwsSystem } from './aws-target.ts';

/** What every target offers. */
export interface TestedSystem extends AwsSystem {
  /** Functions and data directory on this machine; undefined on AWS, where a test cannot reach into a function. */
  readonly machine: (Pick<System, 'host' | 'provisioned'> & { readonly dataDir: string }) | undefined;
  stop(): Promise<void>;
}

export const targetNames = ['local', 'localstack', 'aws'] as const;
export type TargetName = (typeof targetNames)[number];

export function targetName(env: NodeJS.ProcessEnv = process.env): TargetName {
  const text = env.ZEROLOSS_E2E_TARGET || 'local';
  const known = targetNames.find((name) => name === text);
  if (known) return known;
  throw new Error(`ZEROLOSS_E2E_TARGET is "${text}"; it must be one of ${targetNames.join(', ')}.`);
}

export async function openTarget(name: TargetName): Promise<TestedSystem> {
  if (name === 'aws') return { ...(await openAwsSystem(process.env)), machine: undefined };
  const localStack = name === 'localstack' ? await startLocalStack() : undefined;
  const dataDir = await mkdtemp(join(tmpdir(), 'zeroloss-e2e-'));
  const log = await openFileLog(join(dataDir, 'zeroloss.log'));
  const removeAll = async () => {
    await log.close();
    await rm(dataDir, { recursive: true, force: true });
    await localStack?.stop();
  };
  try {
    return await openOnThisMachine(dataDir, log, localStack, removeAll);
  } catch (error) {
    await removeAll();
    throw error;
  }
}

async function openOnThisMachine(
  dataDir: string,
  log: Awaited<ReturnType<typeof openFileLog>>,
  localStack: { readonly endpoint: string } | undefined,
  removeAll: () => Promise<void>,
): Promise<TestedSystem> {
  const ports = { awsPort: 0, httpPort: 0, postgresPort: 0 };
  const settings = { dataDir, ...ports, databaseUrl: undefined, shards: 2 };
  const system = await startSystem({ ...settings, ...(localStack && { localStack }), log, progress: () => {} });
  const { clients, host, provisioned, runtime } = system;
  const audit = await Shards.open(runtime.auditUrls);
  const stateMachine = provisioned.resources.find(({ type }) => type === 'AWS::StepFunctions::StateMachine');
  return {
    clients,
    shards: system.shards,
    audit,
    stateMachineArn: stateMachine?.physicalId ?? '',
    openBoundSeconds: runtime.openBoundSeconds,
    machine: { host, provisioned, dataDir },
    async stop() {
      await audit.close();
      await system.stop();
      await removeAll();
    },
  };
}
