import { Fn, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnFlowLog, IpAddresses, type IVpc, type SubnetConfiguration, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { AwsFigures, StageConfig } from '../config.ts';
import { addEndpoints } from '../constructs/endpoints.ts';
import { NetworkDoors } from '../constructs/network-doors.ts';
import { flowLogName } from '../names.ts';

export interface NetworkStackProps extends StackProps {
  readonly config: StageConfig;
  readonly figures: Pick<AwsFigures, 'network'>;
}

export const functionSubnets = { subnetGroupName: 'functions' };
export const databaseSubnets = { subnetGroupName: 'database' };

/** Every region has three, us-west-1 for newer accounts aside, which has two. */
const mostZones = 3;

/** The VPC: isolated subnets for functions and for the database, who may open a connection to whom, and the way to AWS. */
export class NetworkStack extends Stack {
  readonly vpc: IVpc;
  readonly doors: NetworkDoors;

  constructor(scope: Construct, id: string, props: NetworkStackProps) {
    super(scope, id, props);
    const { availabilityZones, egress } = props.figures.network;
    this.vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.20.0.0/16'),
      maxAzs: availabilityZones,
      // Address room for the zones not in use, so that adding one renumbers no subnet.
      reservedAzs: mostZones - availabilityZones,
      subnetConfiguration: subnets(egress),
      natGateways: egress === 'nat' ? availabilityZones : 0,
      // It would take a function of CDK's own with rights over security groups; nothing here uses the default group.
      restrictDefaultSecurityGroup: false,
    }) as IVpc;
    this.doors = new NetworkDoors(this, 'Doors', this.vpc, egress);
    if (egress === 'endpoints') addEndpoints(this.vpc, functionSubnets, this.doors.endpoints);
    this.recordFlows(props.config);
  }

  /** By the region's own list, resolved at deployment: CDK's is a look-up in the account when one is given, else two zones. */
  override get availabilityZones(): string[] {
    return Array.from({ length: mostZones }, (_, index) => Fn.select(index, Fn.getAzs()));
  }

  /** Every connection, accepted and refused. */
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
