import { fileURLToPath } from 'node:url';
import { CustomResource, Duration, FileSystem, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type CfnFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import type { AwsFigures, StageConfig } from '../config.ts';
import { migrationProviderName } from '../names.ts';
import type { LedgerAccess } from './ledger-access.ts';
import { ServiceFunction } from './service-function.ts';

export interface MigrationProps {
  readonly config: StageConfig;
  readonly figures: AwsFigures['migration'];
  /** As the migration role, directly to the instance. */
  readonly ledger: LedgerAccess;
  readonly administrator: ISecret;
  readonly key: IKey;
}

/** The migrations and the code that applies them and creates the roles: a change in here makes the deployment migrate again. */
const migrator = ['prisma', 'services/database'].map((folder) =>
  fileURLToPath(new URL(`../../${folder}`, import.meta.url)),
);
const notInBundle = ['client', '*.test.ts'];
const filesScript = fileURLToPath(new URL('migration-files.ts', import.meta.url));

/** Applies the missing migrations whenever a deployment changes them. An error fails the deployment. */
export class Migration extends Construct {
  constructor(scope: Construct, id: string, props: MigrationProps) {
    super(scope, id);
    const migrate = this.createFunction(props);
    const provider = this.createProvider(migrate, props.config);
    new CustomResource(this, 'Run', {
      serviceToken: provider.serviceToken,
      resourceType: 'Custom::LedgerMigration',
      serviceTimeout: Duration.seconds(props.figures.timeoutSeconds + 60),
      properties: {
        migrations: migrator.map((folder) => FileSystem.fingerprint(folder, { exclude: notInBundle })).join(' '),
        databases: props.ledger.environment.LEDGER_DATABASE_NAMES,
      },
    });
  }

  private createFunction({ config, figures, ledger, administrator, key }: MigrationProps): ServiceFunction {
    const migrate = new ServiceFunction(this, {
      service: 'migration',
      config,
      figures,
      ledger,
      instances: 1,
      environment: { ADMINISTRATOR_SECRET_ARN: administrator.secretArn },
      filesBeside: (_root, output) => [`node --import tsx "${filesScript}" "${output}"`],
    });
    migrate.allow(['secretsmanager:GetSecretValue'], [administrator.secretArn]);
    const { region, urlSuffix } = migrate.stack;
    const throughSecretsManager = { 'kms:ViaService': `secretsmanager.${region}.${urlSuffix}` };
    migrate.role?.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['kms:Decrypt'],
        resources: [key.keyArn],
        conditions: { StringEquals: throughSecretsManager },
      }),
    );
    return migrate;
  }

  /** CDK's go-between with CloudFormation: the answer goes to S3, which a function in the VPC cannot reach. */
  private createProvider(migrate: ServiceFunction, config: StageConfig): Provider {
    const logGroup = new LogGroup(this, 'provider-log', {
      logGroupName: `/aws/lambda/${migrationProviderName}`,
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // CDK's own role would carry a managed policy and could invoke every version of the function.
    const role = new Role(this, 'provider-role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    const invoke = new PolicyStatement({
      actions: ['lambda:GetFunction', 'lambda:InvokeFunction'],
      resources: [migrate.functionArn],
    });
    role.addToPolicy(invoke);
    const provider = new Provider(this, 'Provider', {
      onEventHandler: migrate,
      providerFunctionName: migrationProviderName,
      frameworkOnEventRole: role.withoutPolicyUpdates(),
      logGroup,
    });
    // CDK would choose the runtime from a mapping of all regions.
    const framework = provider.node.findChild('framework-onEvent').node.defaultChild as CfnFunction;
    framework.runtime = Runtime.NODEJS_24_X.name;
    return provider;
  }
}
