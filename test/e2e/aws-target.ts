/** A deployed system as the suite's target. The environment names its databases; the AWS SDK finds the rest. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Clients } from '@zeroloss/local-cloud';
import { Shards } from '../../services/database/shards.ts';

export interface AwsSystem {
  readonly clients: Clients;
  /** As the services' role, which opens and freezes accounts. */
  readonly shards: Shards;
  /** As the auditor's role. */
  readonly audit: Shards;
  readonly stateMachineArn: string;
  readonly openBoundSeconds: number;
  stop(): Promise<void>;
}

/** @throws Error that names a missing variable */
export async function openAwsSystem(env: NodeJS.ProcessEnv): Promise<AwsSystem> {
  const required = (name: string): string => {
    const value = env[name];
    if (value) return value;
    throw new Error(`${name} is missing; ZEROLOSS_E2E_TARGET=aws needs it, see docs/end-to-end.md.`);
  };
  const region = required('AWS_REGION');
  const stateMachineArn = required('ZEROLOSS_E2E_STATE_MACHINE_ARN');
  const openBoundSeconds = Number(required('ZEROLOSS_E2E_OPEN_BOUND_SECONDS'));
  const databaseUrls = required('ZEROLOSS_E2E_DATABASE_URLS').split(',');
  const auditUrls = required('ZEROLOSS_E2E_AUDIT_URLS').split(',');
  const shards = await Shards.open(databaseUrls);
  const audit = await Shards.open(auditUrls);
  return {
    clients: {
      sqs: new SQSClient({ region }),
      events: new EventBridgeClient({ region }),
      states: new SFNClient({ region }),
    },
    shards,
    audit,
    stateMachineArn,
    openBoundSeconds,
    stop: async () => {
      await Promise.all([shards.close(), audit.close()]);
    },
  };
}
