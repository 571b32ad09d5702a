import { Fn, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnFlowLog, IpAddresses, type IVpc, type SubnetConfiguration, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { AwsFigures, StageConfig } from '../config.ts';
import { addEndpoints } from '../constructs/endpoints.ts';
import { SecurityGroups } from '../constructs/security-groups.ts';
import { flowLogName } from '../names.ts';

export interface NetworkStackProps extends StackProps {
  readonly config: StageConfig;
  readonly figures: Pick<AwsFigures, 'network'>;
}

export const functionSubnets = { subnetGroupName: 'functions' };
export const databaseSubnets = { subnetGroupName: 'database' };

/** Every region has three zones, except us-west-1, where newer accounts have two. */
const maxZones = 3;

/** The VPC: isolated subnets for the functions and the database, the security groups, and the way to AWS. */
export class NetworkStack extends Stack {
  readonly vpc: IVpc;
  readonly securityGroups: SecurityGroups;

  constructor(scope: Construct, id: string, props: NetworkStackProps) {
    super(scope, id, props);
    const { availabilityZones, egress } = props.figures.network;
    this.vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.20.0.0/16'),
      maxAzs: availabilityZones,
      // Reserves addresses for unused zones, so that adding a zone renumbers no subnet.
      reservedAzs: maxZones - availabilityZones,
      subnetConfiguration: subnets(egress),
      natGateways: egress === 'nat' ? availabilityZones : 0,
      // CDK would deploy a function with rights over security groups for it; nothing here uses the default group.
      restrictDefaultSecurityGroup: false,
    }) as IVpc;
    this.securityGroups = new SecurityGroups(this, 'Doors', this.vpc, egress);
    if (egress === 'endpoints') addEndpoints(this.vpc, functionSubnets, this.securityGroups.endpoints);
    this.recordFlows(props.config);
  }

  /** The region's own list, resolved at deployment. CDK's would look it up in the account if one is given, or else take two zones. */
  override get availabilityZones(): string[] {
    return Array.from({ length: maxZones }, (_, index) => Fn.select(index, Fn.getAzs()));
  }

  /** Records every connection, accepted or refused. */
  private recordFlows(config: StageConfig): void {
    const logGroup = new LogGroup(this, 'FlowLog', {
      logGroupName: flowLogName,
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'FlowLogRole', {
      assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    new CfnFlowLog(this, 'Flows', {
      resourceType: 'VPC',
      resourceId: this.vpc.vpcId,
      trafficType: 'ALL',
      logDestination: logGroup.logGroupArn,
      logDestinationType: 'cloud-watch-logs',
      deliverLogsPermissionArn: role.roleArn,
    });
  }
}

function subnets(egress: AwsFigures['network']['egress']): SubnetConfiguration[] {
  const isolated = SubnetType.PRIVATE_ISOLATED;
  const database = { name: databaseSubnets.subnetGroupName, subnetType: isolated, cidrMask: 24 };
  const functions = { name: functionSubnets.subnetGroupName, subnetType: isolated, cidrMask: 20 };
  if (egress === 'endpoints') return [functions, database];
  return [
    { ...functions, subnetType: SubnetType.PRIVATE_WITH_EGRESS },
    database,
    { name: 'nat', subnetType: SubnetType.PUBLIC, cidrMask: 28, mapPublicIpOnLaunch: false },
  ];
}
