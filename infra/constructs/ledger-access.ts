import { Arn, ArnFormat, Stack } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** How a function reaches the ledger's databases: where it runs, whom it may speak to, and as which role it logs in. */
export interface LedgerAccess {
  readonly vpc: IVpc;
  readonly vpcSubnets: SubnetSelection;
  readonly securityGroups: ISecurityGroup[];
  /** Host, port, names and user, as services/shared/ledger-databases.ts reads them. */
  readonly environment: Readonly<Record<string, string>>;
  /** `arn:…:rds-db:…:dbuser:<proxy or instance>/<role>`: whom the function's token may log in as. */
  readonly databaseUserArn: string;
}

/**
 * What the role of a function in a VPC needs. Lambda itself attaches the network interfaces, with the function's role, so the
 * function's own code is denied the same (the condition key is there in its calls alone).
 * The two `Describe` actions know no resource, and a deletion must not name one, or Lambda cannot clean up
 * (AWS Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC").
 */
export function networkInterfaceStatements(scope: Construct, functionName: string): PolicyStatement[] {
  const describe = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'];
  const change = [
    'ec2:AssignPrivateIpAddresses',
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:UnassignPrivateIpAddresses',
  ];
  const stack = Stack.of(scope);
  const ofThisAccount = Arn.format({ service: 'ec2', resource: '*', resourceName: '*' }, stack);
  const lambda = { service: 'lambda', resource: 'function', resourceName: functionName };
  const self = Arn.format({ ...lambda, arnFormat: ArnFormat.COLON_RESOURCE_NAME }, stack);
  return [
    new PolicyStatement({ actions: describe, resources: ['*'] }),
    new PolicyStatement({ actions: change, resources: [ofThisAccount] }),
    new PolicyStatement({
      effect: Effect.DENY,
      actions: [...describe, ...change],
      resources: ['*'],
      conditions: { ArnEquals: { 'lambda:SourceFunctionArn': self } },
    }),
  ];
}
