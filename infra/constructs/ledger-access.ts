import { Arn, ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';

/** How a function reaches the ledger's databases: where it runs, whom it may speak to, and as which role it logs in. */
export interface LedgerAccess {
  readonly vpc: IVpc;
  readonly vpcSubnets: SubnetSelection;
  readonly securityGroups: ISecurityGroup[];
  /** Host, port, names and user, as services/runtime/ledger-databases.ts reads them. */
  readonly environment: Readonly<Record<string, string>>;
  /** `arn:…:rds-db:…:dbuser:<proxy or instance>/<role>`: whom the function's token may log in as. */
  readonly databaseUserArn: string;
}

/** @param resourceId of the instance (`db-…`) or the proxy (`prx-…`) that `role` logs in to. */
export function databaseUserArn(stack: Stack, resourceId: string, role: string): string {
  const user = { service: 'rds-db', resource: 'dbuser', resourceName: `${resourceId}/${role}` };
  return Arn.format({ ...user, arnFormat: ArnFormat.COLON_RESOURCE_NAME }, stack);
}

/** Lets a function with this role run where the ledger is and log in to it. */
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
 * What the role of a function in a VPC needs. Lambda itself attaches the network interfaces, with the function's role, so the
 * function's own code is denied the same (the condition key is there in its calls alone). The two `Describe` actions know no
 * resource; a deletion must not name one, or Lambda cannot clean up.
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
    id: `AwsSolutions-IAM5[Resource::${asFound(stack, ofThisAccount)}]`,
    reason:
      'Lambda attaches the function to its subnets, and AWS documents the deletion for all interfaces; the function itself is denied it.',
  });
}

/** As cdk-nag writes an ARN: what is known at deployment alone stands in angle brackets. */
function asFound(stack: Stack, arn: string): string {
  const resolved: string | { 'Fn::Join': [string, (string | { Ref: string })[]] } = stack.resolve(arn);
  if (typeof resolved === 'string') return resolved;
  return resolved['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : `<${part.Ref}>`)).join('');
}
