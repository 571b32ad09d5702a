import { ArnFormat, Stack } from 'aws-cdk-lib';
import {
  InterfaceVpcEndpointAwsService,
  type ISecurityGroup,
  type IVpc,
  type SubnetSelection,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { busName } from '../names.ts';

/**
 * What the functions in the VPC call, and nothing else. They do not call SQS (Lambda polls for them and the workflow sends),
 * CloudWatch Logs or X-Ray (Lambda ships both from outside of the VPC) or RDS (a token is signed, not asked for).
 * Secrets Manager is for the migration alone.
 */
const services = {
  events: {
    service: InterfaceVpcEndpointAwsService.EVENTBRIDGE,
    actions: ['events:PutEvents'],
    resources: [{ service: 'events', resource: 'event-bus', resourceName: busName }],
  },
  states: {
    service: InterfaceVpcEndpointAwsService.STEP_FUNCTIONS,
    actions: ['states:SendTaskFailure', 'states:SendTaskSuccess', 'states:StartExecution'],
    resources: [{ service: 'states', resource: '*' }],
  },
  secrets: {
    service: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
    actions: ['secretsmanager:GetSecretValue'],
    // RDS names the secrets that it manages so.
    resources: [{ service: 'secretsmanager', resource: 'secret', resourceName: 'rds!db-*' }],
  },
} as const;

/** An endpoint per service in every zone, which lets through this account's principals to this account's resources. */
export function addEndpoints(vpc: IVpc, subnets: SubnetSelection, securityGroup: ISecurityGroup): void {
  const stack = Stack.of(vpc);
  for (const [name, { service, actions, resources }] of Object.entries(services)) {
    const arnOf = (parts: (typeof resources)[number]) =>
      stack.formatArn({
        ...parts,
        arnFormat: parts.service === 'events' ? ArnFormat.SLASH_RESOURCE_NAME : ArnFormat.COLON_RESOURCE_NAME,
      });
    const endpoint = vpc.addInterfaceEndpoint(name, {
      service,
      subnets,
      securityGroups: [securityGroup],
      // The openings are all in network-doors.ts; CDK would open it to the whole VPC.
      open: false,
    });
    endpoint.addToPolicy(
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: [...actions],
        resources: resources.map(arnOf),
        conditions: { StringEquals: { 'aws:PrincipalAccount': stack.account } },
      }),
    );
  }
}
