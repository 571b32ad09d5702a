import { Arn, ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';

/** How a function reaches the ledger's databases: its subnets, its security groups, and the role it logs in as. */
export interface LedgerAccess {
  readonly vpc: IVpc;
  readonly vpcSubnets: SubnetSelection;
  readonly securityGroups: ISecurityGroup[];
  /** Host, port, names and user, as services/runtime/ledger-databases.ts reads them. */
  readonly environment: Readonly<Record<string, string>>;
  /** `arn:…:rds-db:…:dbuser:<proxy or instance>/<role>`: the user that the function's token may log in as. */
  readonly databaseUserArn: string;
}

/** @param resourceId of the instance (`db-…`) or proxy (`prx-…`) that `role` logs in to. */
export function databaseUserArn(stack: Stack, resourceId: string, role: string): string {
  const user = { service: 'rds-db', resource: 'dbuser', resourceName: `${resourceId}/${role}` };
  return Arn.format({ ...user, arnFormat: ArnFormat.COLON_RESOURCE_NAME }, stack);
}

/** Lets a function with this role run in the ledger's VPC and log in to the ledger. */
export function allowLedger(role: Role, { databaseUserArn }: LedgerAccess, functionName: string): void {
  role.addToPolicy(new PolicyStatement({ actions: ['rds-db:connect'], resources: [databaseUserArn] }));
  allowNetworkInterfaces(role, functionName);
}

const describe = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'];
const attach = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * The rights that a function in a VPC needs. Lambda attaches the network interfaces with the function's role; the function's own
 * code is denied the same actions (only its calls carry the condition key). The two `Describe` actions take no resource, and a
 * deletion must not name one, or Lambda cannot clean up.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
function allowNetworkInterfaces(role: Role, functionName: string): void {
  const stack = Stack.of(role);
  const ofThisAccount = Arn.format({ service: 'ec2', resource: '*', resourceName: '*' }, stack);
  const lambda = { service: 'lambda', resource: 'function', resourceName: functionName };
  const self = Arn.format({ ...lambda, arnFormat: ArnFormat.COLON_RESOURCE_NAME }, stack);
  role.addToPolicy(new PolicyStatement({ actions: describe, resources: ['*'] }));
  role.addToPolicy(new PolicyStatement({ actions: attach, resources: [ofThisAccount] }));
  role.addToPolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions: [...describe, ...attach],
      resources: ['*'],
      conditions: { ArnEquals: { 'lambda:SourceFunctionArn': self } },
    }),
  );
  Validations.of(role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${nagArn(stack, ofThisAccount)}]`,
    reason:
      'Lambda attaches the function to its subnets, and AWS documents the deletion for all interfaces; the function itself is denied these actions.',
  });
}

/** An ARN as cdk-nag writes it: values that are known only at deployment are in angle brackets. */
function nagArn(stack: Stack, arn: string): string {
  const resolved: string | { 'Fn::Join': [string, (string | { Ref: string })[]] } = stack.resolve(arn);
  if (typeof resolved === 'string') return resolved;
  return resolved['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : `<${part.Ref}>`)).join('');
}
