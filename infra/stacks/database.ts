import { Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  CaCertificate,
  Credentials,
  DatabaseInsightsMode,
  DatabaseInstance,
  DatabaseInstanceEngine,
  ParameterGroup,
  PerformanceInsightRetention,
  PostgresEngineVersion,
  StorageType,
  SubnetGroup,
} from 'aws-cdk-lib/aws-rds';
import type { Construct } from 'constructs';
import type { AwsFigures, StageConfig } from '../config.ts';
import { removalPolicy } from '../constructs/removal-policy.ts';
import { postgresPort } from '../constructs/security-groups.ts';
import { databaseAdministrator, databaseInstanceName, databaseLogName, databaseLogs } from '../names.ts';
import { databaseSubnets, type NetworkStack } from './network.ts';

export interface DatabaseStackProps extends StackProps {
  readonly config: StageConfig;
  readonly figures: AwsFigures;
  readonly network: NetworkStack;
}

/** The major version that all tests run on. RDS applies minor versions in the maintenance window. */
const version = PostgresEngineVersion.VER_18_3;

/** Only deviations from RDS's defaults. */
const parameters = {
  'rds.force_ssl': '1',
  // More people read the log than the ledger: no parameter values, no rows in error details.
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_error_verbosity: 'terse',
  log_statement: 'ddl',
  log_min_duration_statement: '1000',
  log_lock_waits: '1',
  // A client that hangs in a transaction keeps its accounts locked; no function needs this long for one.
  idle_in_transaction_session_timeout: '30000',
};

/** The ledger's PostgreSQL. Everything else can be rebuilt from it. Stateful. */
export class DatabaseStack extends Stack {
  readonly instance: DatabaseInstance;
  /** Encrypts storage, backups, insights and the administrator's secret. */
  readonly key: Key;

  constructor(scope: Construct, id: string, props: DatabaseStackProps) {
    super(scope, id, { ...props, terminationProtection: props.config.retainData });
    this.key = new Key(this, 'Key', {
      alias: 'zeroloss-database',
      description: 'The ledger databases: storage, backups, insights, administrator',
      enableKeyRotation: true,
      removalPolicy: removalPolicy(props.config),
    });
    this.instance = this.createInstance(props);
    for (const log of databaseLogs) this.keepLog(log, props.config);
    this.acknowledge(props);
  }

  private acknowledge({ config, figures }: DatabaseStackProps): void {
    const findings = Validations.of(this.instance);
    findings.acknowledge({
      id: 'AwsSolutions-RDS11',
      reason:
        'Another port hides nothing: security groups let in only the proxy and the migration, and nothing routes here from outside.',
    });
    if (!figures.database.standby) {
      findings.acknowledge({
        id: 'AwsSolutions-RDS3',
        reason: 'A stage may choose to have no standby: it is down while its zone is, and costs half.',
      });
    }
    if (!config.retainData) {
      findings.acknowledge({
        id: 'AwsSolutions-RDS10',
        reason: 'A stage may choose to lose its data when its stack is deleted.',
      });
    }
  }

  private createInstance({ config, figures: { database }, network }: DatabaseStackProps): DatabaseInstance {
    const { vpc, securityGroups } = network;
    const { retainData } = config;
    const kept = { removalPolicy: removalPolicy(config) };
    const engine = DatabaseInstanceEngine.postgres({ version });
    const advanced = database.insights === 'advanced';
    return new DatabaseInstance(this, 'Instance', {
      engine,
      instanceIdentifier: databaseInstanceName,
      instanceType: new InstanceType(database.instanceType),
      multiAz: database.standby,
      vpc,
      subnetGroup: new SubnetGroup(this, 'Subnets', {
        vpc,
        vpcSubnets: databaseSubnets,
        description: 'The ledger databases',
        ...kept,
      }),
      securityGroups: [securityGroups.database],
      publiclyAccessible: false,
      port: postgresPort,
      // RDS keeps the administrator's password in Secrets Manager and rotates it every seven days.
      credentials: Credentials.fromUsername(databaseAdministrator, { encryptionKey: this.key }),
      manageMasterUserPassword: true,
      iamAuthentication: true,
      caCertificate: CaCertificate.RDS_CA_RSA2048_G1,
      parameterGroup: new ParameterGroup(this, 'Parameters', { engine, parameters, ...kept }),
      storageType: StorageType.GP3,
      allocatedStorage: database.storageGiB,
      maxAllocatedStorage: database.maxStorageGiB,
      storageEncrypted: true,
      storageEncryptionKey: this.key,
      backupRetention: Duration.days(database.backupRetentionDays),
      preferredBackupWindow: '01:00-02:00',
      preferredMaintenanceWindow: 'sun:02:30-sun:03:30',
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: !retainData,
      deletionProtection: retainData,
      ...kept,
      autoMinorVersionUpgrade: true,
      enablePerformanceInsights: true,
      performanceInsightEncryptionKey: this.key,
      databaseInsightsMode: advanced ? DatabaseInsightsMode.ADVANCED : DatabaseInsightsMode.STANDARD,
      performanceInsightRetention: advanced
        ? PerformanceInsightRetention.MONTHS_15
        : PerformanceInsightRetention.DEFAULT,
      cloudwatchLogsExports: [...databaseLogs],
    });
  }

  /** If it is missing, RDS creates it at the first line, without a retention. */
  private keepLog(log: string, config: StageConfig): void {
    const group = new LogGroup(this, `${log}-log`, {
      logGroupName: databaseLogName(log),
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.instance.node.addDependency(group);
  }
}
