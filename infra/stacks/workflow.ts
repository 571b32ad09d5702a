import { Stack, type StackProps } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { loadDefinition } from '../../services/workflow/definition.ts';
import type { StageConfig } from '../config.ts';
import { type ConsumerName, stateMachineName } from '../names.ts';

export interface WorkflowStackProps extends StackProps {
  readonly config: StageConfig;
  readonly queues: Readonly<Record<ConsumerName, Queue>>;
}

/** The parent workflow: services/workflow/transfer.asl.jsonc with this stage's queues and time-outs. */
export class WorkflowStack extends Stack {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: WorkflowStackProps) {
    super(scope, id, props);
    const { debit, credit, rollback } = props.queues;
    const { debitTimeoutSeconds, creditTimeoutSeconds, rollbackTimeoutSeconds } = props.config.workflow;
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['sqs:SendMessage'],
        resources: [debit.queueArn, credit.queueArn, rollback.queueArn],
      }),
    );
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
      role,
    });
  }
}
