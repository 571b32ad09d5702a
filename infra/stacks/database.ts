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
import { postgresPort } from '../constructs/network-doors.ts';
import { removalPolicy } from '../constructs/removal-policy.ts';
import { databaseAdministrator, databaseInstanceName, databaseLogName, databaseLogs } from '../names.ts';
import { databaseSubnets, type NetworkStack } from './network.ts';

export interface DatabaseStackProps extends StackProps {
  readonly config: StageConfig;
  readonly figures: AwsFigures;
  readonly network: NetworkStack;
}

/** The major version that all tests run on; minor ones are applied in the maintenance window. */
const version = PostgresEngineVersion.VER_18_3;

/** Whatever is not a deviation from RDS's own default has its reason. */
const parameters = {
  'rds.force_ssl': '1',
  // A log is read by more people than the ledger: no value of a parameter, no row in an error's detail.
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_error_verbosity: 'terse',
  log_statement: 'ddl',
  log_min_duration_statement: '1000',
  log_lock_waits: '1',
  // A client that was frozen in a transaction holds its accounts' locks; no function works longer than this on one.
  idle_in_transaction_session_timeout: '30000',
};

/** The ledger's PostgreSQL: everything else can be rebuilt from it. Stateful. */
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
        'Another port hides nothing: security groups let in the proxy and the migration alone, and nothing routes here from outside.',
    });
    if (!figures.database.standby) {
      findings.acknowledge({
        id: 'AwsSolutions-RDS3',
        reason:
          'A stage whose figure says so goes without a standby: it may be down for a failed zone, and costs half.',
      });
    }
    if (!config.retainData) {
      findings.acknowledge({
        id: 'AwsSolutions-RDS10',
        reason: 'The data of a stage whose figure says so is meant to go when its stack is deleted.',
      });
    }
  }

  private createInstance({ config, figures: { database }, network }: DatabaseStackProps): DatabaseInstance {
    const { vpc, doors } = network;
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
      securityGroups: [doors.database],
      publiclyAccessible: false,
      port: postgresPort,
      // RDS keeps the administrator's password in Secrets Manager and changes it every seven days; no function of ours sees to it.
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

  /** RDS would make the group at the first line, and keep it for ever. */
  private keepLog(log: string, config: StageConfig): void {
    const group = new LogGroup(this, `${log}-log`, {
      logGroupName: databaseLogName(log),
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.instance.node.addDependency(group);
  }
}
