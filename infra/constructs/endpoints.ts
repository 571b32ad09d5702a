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
 * The AWS services that the functions in the VPC call. They do not call SQS (Lambda polls for them and the workflow sends),
 * CloudWatch Logs or X-Ray (Lambda sends both from outside the VPC) or RDS (a token is signed locally).
 * Only the migration uses Secrets Manager.
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
    // The names that RDS gives to the secrets it manages.
    resources: [{ service: 'secretsmanager', resource: 'secret', resourceName: 'rds!db-*' }],
  },
} as const;

/** One endpoint per service, in every zone. Only this account's principals reach this account's resources through it. */
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
      // All openings are in security-groups.ts; CDK would open the endpoint to the whole VPC.
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
