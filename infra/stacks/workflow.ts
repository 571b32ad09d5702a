import { Arn, ArnFormat, Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  CustomerManagedEncryptionConfiguration,
  DefinitionBody,
  LogLevel,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { loadDefinition } from '../../services/workflow/definition.ts';
import type { StageConfig } from '../config.ts';
import { allowKeyThroughSqs } from '../constructs/key-through-sqs.ts';
import { type ConsumerName, stateMachineName } from '../names.ts';

export interface WorkflowStackProps extends StackProps {
  readonly config: StageConfig;
  /** Encrypts the executions, as it encrypts the queues they send to. */
  readonly key: IKey | undefined;
  readonly queues: Readonly<Record<ConsumerName, Queue>>;
}

/** The parent workflow: services/workflow/transfer.asl.jsonc with this stage's queues and time-outs. */
export class WorkflowStack extends Stack {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: WorkflowStackProps) {
    super(scope, id, props);
    const { config, key } = props;
    const { debit, credit, rollback } = props.queues;
    const { debitTimeoutSeconds, creditTimeoutSeconds, rollbackTimeoutSeconds } = config.workflow;
    this.stateMachine = new StateMachine(this, 'Transfer', {
      stateMachineName,
      // Callbacks need STANDARD: Express workflows have no task tokens.
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(loadDefinition()),
      definitionSubstitutions: {
        DebitQueueUrl: debit.queueUrl,
        CreditQueueUrl: credit.queueUrl,
        RollbackQueueUrl: rollback.queueUrl,
        DebitTimeoutSeconds: String(debitTimeoutSeconds),
        CreditTimeoutSeconds: String(creditTimeoutSeconds),
        RollbackTimeoutSeconds: String(rollbackTimeoutSeconds),
      },
      role: this.role([debit, credit, rollback], key),
      // What failed, without what was in it: an execution's data are accounts and amounts. How a transfer went is in the ledger.
      logs: { destination: this.log(config), level: LogLevel.ERROR, includeExecutionData: false },
      tracingEnabled: true,
      ...(key ? { encryptionConfiguration: new CustomerManagedEncryptionConfiguration(key, Duration.minutes(5)) } : {}),
    });
    Validations.of(this.stateMachine).acknowledge({
      id: 'AwsSolutions-SF1',
      reason:
        'Errors are logged. Every event of every execution would tell no more than the ledger does, at the price of the workflow.',
    });
  }

  /** CDK adds what logging and tracing need: AWS knows no resource for these actions but `*`. */
  private role(queues: readonly Queue[], key: IKey | undefined): Role {
    const stateMachineArn = Arn.format(
      {
        service: 'states',
        resource: 'stateMachine',
        resourceName: stateMachineName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      },
      this,
    );
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': this.account },
          ArnEquals: { 'aws:SourceArn': stateMachineArn },
        },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: queues.map(({ queueArn }) => queueArn) }),
    );
    if (key) allowKeyThroughSqs(role, key, ['kms:GenerateDataKey', 'kms:Decrypt']);
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Log delivery and traces know no resource; test/infra/roles.test.ts lists every right.',
    });
    return role;
  }

  /** Below /aws/vendedlogs, or each state machine adds to a resource policy that has room for few. */
  private log(config: StageConfig): LogGroup {
    return new LogGroup(this, 'Log', {
      logGroupName: `/aws/vendedlogs/states/${stateMachineName}`,
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
