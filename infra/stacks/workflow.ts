import { Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
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
import { stateMachineArn } from '../constructs/arns.ts';
import { allowKeyThroughSqs } from '../constructs/key-through-sqs.ts';
import { type ConsumerName, stateMachineName } from '../names.ts';

export interface WorkflowStackProps extends StackProps {
  readonly config: StageConfig;
  /** Encrypts the executions and the queues they send to. */
  readonly key: IKey | undefined;
  readonly queues: Readonly<Record<ConsumerName, Queue>>;
}

/** The parent workflow: services/workflow/transfer.asl.jsonc with the stage's queues and time-outs. */
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
      // Only errors, and no execution data: that would be accounts and amounts. The ledger has each transfer's history.
      logs: { destination: this.log(config), level: LogLevel.ERROR, includeExecutionData: false },
      tracingEnabled: true,
      ...(key ? { encryptionConfiguration: new CustomerManagedEncryptionConfiguration(key, Duration.minutes(5)) } : {}),
    });
    Validations.of(this.stateMachine).acknowledge({
      id: 'AwsSolutions-SF1',
      reason:
        'Errors are logged. To log every event of every execution would cost as much as the workflow and tell no more than the ledger.',
    });
  }

  /** CDK adds the rights for logging and tracing, on `*`: AWS has no narrower resource for these actions. */
  private role(queues: readonly Queue[], key: IKey | undefined): Role {
    const arn = stateMachineArn(this);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': this.account },
          ArnEquals: { 'aws:SourceArn': arn },
        },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: queues.map(({ queueArn }) => queueArn) }),
    );
    if (key) allowKeyThroughSqs(role, key, ['kms:GenerateDataKey', 'kms:Decrypt']);
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'AWS has no resource for log delivery and traces; test/infra/roles.test.ts lists every right.',
    });
    return role;
  }

  /** Below /aws/vendedlogs; otherwise each state machine adds to a resource policy of limited size. */
  private log(config: StageConfig): LogGroup {
    return new LogGroup(this, 'Log', {
      logGroupName: `/aws/vendedlogs/states/${stateMachineName}`,
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
