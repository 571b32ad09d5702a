import { type IVpc, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { AwsFigures } from '../config.ts';

export const postgresPort = 5432;

/**
 * Who may open a connection to whom. Nothing else is allowed. All groups and openings are here, in one stack:
 *
 * functions ─► proxy ─► database ◄─ migration        functions, migration ─► endpoints (AWS)
 */
export class SecurityGroups extends Construct {
  readonly functions: SecurityGroup;
  readonly migration: SecurityGroup;
  readonly proxy: SecurityGroup;
  readonly database: SecurityGroup;
  readonly endpoints: SecurityGroup;

  constructor(scope: Construct, id: string, vpc: IVpc, egress: AwsFigures['network']['egress']) {
    super(scope, id);
    const closed = (name: string, description: string) =>
      new SecurityGroup(this, name, { vpc, description, allowAllOutbound: false });
    this.functions = closed('functions', 'Functions that handle transfers');
    this.migration = closed('migration', 'The function that migrates the database');
    this.proxy = closed('proxy', 'RDS Proxy');
    this.database = closed('database', 'The ledger databases');
    this.endpoints = closed('endpoints', 'Interface endpoints of AWS services');
    this.openDatabase();
    for (const group of [this.functions, this.migration]) this.openAws(group, egress);
  }

  private openDatabase(): void {
    const postgres = Port.tcp(postgresPort);
    this.functions.connections.allowTo(this.proxy, postgres, 'functions to the proxy');
    this.proxy.connections.allowTo(this.database, postgres, 'the proxy to the database');
    // Not through the proxy: a migration holds an advisory lock and changes the schema, and each of these pins its connection.
    this.migration.connections.allowTo(this.database, postgres, 'migrations to the database');
  }

  private openAws(group: SecurityGroup, egress: AwsFigures['network']['egress']): void {
    const https = Port.tcp(443);
    if (egress === 'endpoints') group.connections.allowTo(this.endpoints, https, 'to AWS');
    else group.addEgressRule(Peer.anyIpv4(), https, 'to AWS through the NAT gateway');
  }
}
