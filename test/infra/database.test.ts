import { beforeAll, describe, expect, test } from 'vitest';
import { stageConfig } from '../../infra/config.ts';
import type { StackTemplate } from '../../infra/synthesis/template.ts';
import { type Found, resourcesOfType, synthesize, target } from './synthesized.ts';

const stateful = /^AWS::(RDS::DB(Instance|SubnetGroup|ParameterGroup)|KMS::Key)$/;

describe.each([
  // What characterizes a stage. Figures that only size it are not repeated here.
  ['dev', { standby: false, backupDays: 7, retained: false, insights: ['standard', 7] }],
  ['prod', { standby: true, backupDays: 35, retained: true, insights: ['advanced', 465] }],
] as const)('stage %s', (stage, means) => {
  const config = stageConfig(stage);
  let templates: StackTemplate[];
  const one = (type: string, stack?: string): Found => {
    const [found, ...others] = resourcesOfType(templates, type).filter(
      ({ stackName }) => !stack || stackName === stack,
    );
    expect(others).toEqual([]);
    if (!found) throw new Error(`stage ${stage} has no ${type}`);
    return found;
  };
  const databaseKey = () => one('AWS::KMS::Key', 'zeroloss-database');
  beforeAll(async () => {
    templates = await synthesize(stage);
  });

  test('the instance is encrypted with our key, private, backed up, and accepts tokens', () => {
    const { properties } = one('AWS::RDS::DBInstance');
    expect(properties).toMatchObject({
      Engine: 'postgres',
      StorageEncrypted: true,
      PubliclyAccessible: false,
      MultiAZ: means.standby,
      BackupRetentionPeriod: means.backupDays,
      CopyTagsToSnapshot: true,
      DeleteAutomatedBackups: !means.retained,
      DeletionProtection: means.retained,
      EnableIAMDatabaseAuthentication: true,
      EnablePerformanceInsights: true,
      AutoMinorVersionUpgrade: true,
      EnableCloudwatchLogsExports: ['iam-db-auth-error', 'postgresql', 'upgrade'],
    });
    const { logicalId, properties: ofKey } = databaseKey();
    expect([properties.KmsKeyId, properties.PerformanceInsightsKMSKeyId].map(target)).toEqual([logicalId, logicalId]);
    expect([properties.DatabaseInsightsMode, properties.PerformanceInsightsRetentionPeriod]).toEqual(means.insights);
    expect(ofKey.EnableKeyRotation).toBe(true);
  });

  test('RDS keeps and rotates the administrator’s password; no template holds one', () => {
    const { properties } = one('AWS::RDS::DBInstance');
    expect(properties.ManageMasterUserPassword).toBe(true);
    expect(target(properties.MasterUserSecret.KmsKeyId)).toBe(databaseKey().logicalId);
    expect(JSON.stringify(templates)).not.toMatch(
      /MasterUserPassword"(?!:true)|resolve:secretsmanager|GenerateSecretString/,
    );
  });

  test('TLS is forced, and the log shows no values', () => {
    expect(one('AWS::RDS::DBParameterGroup').properties).toMatchObject({
      Family: 'postgres18',
      Parameters: {
        'rds.force_ssl': '1',
        log_parameter_max_length: '0',
        log_parameter_max_length_on_error: '0',
        log_error_verbosity: 'terse',
      },
    });
  });

  test('the database’s log groups, with a retention, are created before the database', () => {
    const instance = one('AWS::RDS::DBInstance').resource as { DependsOn?: string[] };
    const groups = resourcesOfType(templates, 'AWS::Logs::LogGroup').filter(({ properties }) =>
      properties.LogGroupName.startsWith('/aws/rds/instance/zeroloss/'),
    );
    expect(groups.map(({ logicalId }) => logicalId)).toEqual(instance.DependsOn);
    for (const { properties } of groups) expect(properties.RetentionInDays).toBe(config.logRetentionDays);
  });

  test('resources with data have a stack of their own, and are retained if the stage says so', () => {
    const inDatabase = templates.find(({ stackName }) => stackName === 'zeroloss-database')?.template.Resources ?? {};
    const kept = Object.values(inDatabase).filter(({ Type }) => stateful.test(Type));
    expect(kept).toHaveLength(4);
    for (const resource of kept as { DeletionPolicy?: string; UpdateReplacePolicy?: string }[]) {
      const policy = means.retained ? 'Retain' : 'Delete';
      expect([resource.DeletionPolicy, resource.UpdateReplacePolicy]).toEqual([policy, policy]);
    }
    const instances = resourcesOfType(templates, 'AWS::RDS::DBInstance');
    expect(instances.map(({ stackName }) => stackName)).toEqual(['zeroloss-database']);
  });

  test('the proxy accepts only TLS and tokens, and knows no password', () => {
    const { properties } = one('AWS::RDS::DBProxy');
    expect(properties).toMatchObject({ RequireTLS: true, DefaultAuthScheme: 'IAM_AUTH', DebugLogging: false });
    expect(properties).not.toHaveProperty('Auth');
    expect(
      one('AWS::RDS::DBProxyTargetGroup').properties.ConnectionPoolConfigurationInfo.MaxConnectionsPercent,
    ).toBeLessThan(100);
  });

  test('functions connect to the proxy, the migration to the instance', () => {
    const users: Record<string, string> = {
      'zeroloss-migration': 'zeroloss_migration',
      'zeroloss-projections': 'zeroloss_projections',
    };
    for (const { properties } of resourcesOfType(templates, 'AWS::Lambda::Function')) {
      const { LEDGER_DATABASE_HOST: host, ...variables } = properties.Environment.Variables;
      if (properties.FunctionName === 'zeroloss-migration-provider') continue;
      const migrates = properties.FunctionName === 'zeroloss-migration';
      expect(target(host)).toMatch(migrates ? /^Instance/ : /^Proxy/);
      expect(variables).toMatchObject({
        LEDGER_DATABASE_PORT: '5432',
        LEDGER_DATABASE_NAMES: 'zeroloss',
        LEDGER_DATABASE_USER: users[properties.FunctionName] ?? 'zeroloss_service',
      });
    }
  });

  test('the migration runs when the migrator changes, and functions wait for it', () => {
    const { properties } = one('Custom::LedgerMigration');
    // One fingerprint per folder: the migrations, and the code that applies them.
    expect(properties.migrations).toMatch(/^[0-9a-f]{64} [0-9a-f]{64}$/);
    expect(Number(properties.ServiceTimeout)).toBeGreaterThan(config.aws?.migration.timeoutSeconds ?? 0);
    const order = templates.map(({ stackName }) => stackName);
    for (const later of ['zeroloss-consumers', 'zeroloss-relay']) {
      expect(order.indexOf(later)).toBeGreaterThan(order.indexOf('zeroloss-database-access'));
    }
  });
});
