import { ArnFormat, Stack, type StackProps } from 'aws-cdk-lib';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDBProxy, CfnDBProxyTargetGroup } from 'aws-cdk-lib/aws-rds';
import type { Construct } from 'constructs';
import { shardNames } from '../../services/database/databases.ts';
import { migrationRole, projectionsRole, serviceRole } from '../../services/database/role-names.ts';
import type { AwsFigures, StageConfig } from '../config.ts';
import { databaseUserArn, type LedgerAccess } from '../constructs/ledger-access.ts';
import { Migration } from '../constructs/migration.ts';
import { postgresPort } from '../constructs/security-groups.ts';
import { databaseProxyName, ledgerDatabaseName } from '../names.ts';
import type { DatabaseStack } from './database.ts';
import { databaseSubnets, functionSubnets, type NetworkStack } from './network.ts';

export interface DatabaseAccessStackProps extends StackProps {
  readonly config: StageConfig;
  readonly figures: AwsFigures;
  readonly network: NetworkStack;
  readonly database: DatabaseStack;
}

/** The database roles that functions log in as through the proxy. */
const proxiedRoles = [serviceRole, projectionsRole];

/** Access to the database: the migration of its schema and roles, and the proxy that functions connect to. */
export class DatabaseAccessStack extends Stack {
  /** For what moves money. */
  readonly services: LedgerAccess;
  /** For what builds the read models. */
  readonly projections: LedgerAccess;
  readonly proxy: CfnDBProxy;

  constructor(scope: Construct, id: string, props: DatabaseAccessStackProps) {
    super(scope, id, props);
    const { config, figures, network, database } = props;
    const { instance, key } = database;
    const instanceId = present(instance.instanceResourceId);
    const names = shardNames(ledgerDatabaseName, figures.database.shards).join(' ');
    const access = (host: string, group: ISecurityGroup, resourceId: string, role: string): LedgerAccess => ({
      vpc: network.vpc,
      vpcSubnets: functionSubnets,
      securityGroups: [group],
      environment: {
        LEDGER_DATABASE_HOST: host,
        LEDGER_DATABASE_PORT: String(postgresPort),
        LEDGER_DATABASE_NAMES: names,
        LEDGER_DATABASE_USER: role,
      },
      databaseUserArn: databaseUserArn(this, resourceId, role),
    });
    new Migration(this, 'Migration', {
      config,
      figures: figures.migration,
      administrator: present(instance.secret),
      key,
      ledger: access(instance.dbInstanceEndpointAddress, network.securityGroups.migration, instanceId, migrationRole),
    });
    this.proxy = this.createProxy(props, instanceId);
    // The proxy's id is the last part of its ARN.
    const proxyId = present(this.splitArn(this.proxy.attrDbProxyArn, ArnFormat.COLON_RESOURCE_NAME).resourceName);
    const proxied = (role: string) => access(this.proxy.attrEndpoint, network.securityGroups.functions, proxyId, role);
    this.services = proxied(serviceRole);
    this.projections = proxied(projectionsRole);
  }

  /** IAM end to end: it accepts only tokens and logs in with its own, so it knows no password. */
  private createProxy({ figures, network, database }: DatabaseAccessStackProps, instanceId: string): CfnDBProxy {
    const role = new Role(this, 'ProxyRole', {
      assumedBy: new ServicePrincipal('rds.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['rds-db:connect'],
        resources: proxiedRoles.map((name) => databaseUserArn(this, instanceId, name)),
      }),
    );
    const proxy = new CfnDBProxy(this, 'Proxy', {
      dbProxyName: databaseProxyName,
      engineFamily: 'POSTGRESQL',
      defaultAuthScheme: 'IAM_AUTH',
      requireTls: true,
      roleArn: role.roleArn,
      vpcSubnetIds: network.vpc.selectSubnets(databaseSubnets).subnetIds,
      vpcSecurityGroupIds: [network.securityGroups.proxy.securityGroupId],
      // Off: it would write the text of statements to the log.
      debugLogging: false,
    });
    proxy.node.addDependency(role);
    new CfnDBProxyTargetGroup(this, 'Target', {
      dbProxyName: proxy.ref,
      targetGroupName: 'default',
      dbInstanceIdentifiers: [database.instance.instanceIdentifier],
      connectionPoolConfigurationInfo: {
        maxConnectionsPercent: figures.database.proxyConnectionsPercent,
        // A function that gets no connection fails soon enough to be retried, not at its own time-out.
        connectionBorrowTimeout: 5,
      },
    });
    return proxy;
  }
}

/** CDK types these as optional because imported instances lack them; this instance is not imported. */
function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the database instance lacks an attribute that RDS gives every instance');
  return value;
}
