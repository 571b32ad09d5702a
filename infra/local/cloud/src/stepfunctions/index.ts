/**
 * AWS Step Functions, STANDARD workflows in the JSONPath query language, over AWS JSON 1.0.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/
 */
import type { CloudContext } from '../core/context.ts';
import { refused } from '../core/input.ts';
import { bindOperations, type Operations, operation } from '../core/operation.ts';
import type { Service } from '../core/service.ts';
import { DefinitionChecker, type DefinitionValidator } from './api/definition-checker.ts';
import { validateStateMachineDefinition } from './api/definitions.ts';
import { inputErrors, typeNotSupported } from './api/errors.ts';
import { getExecutionHistory } from './api/execution-history.ts';
import { describeExecution, describeStateMachineForExecution, stopExecution } from './api/executions.ts';
import { listExecutions } from './api/list-executions.ts';
import { startExecution } from './api/start-execution.ts';
import { starter } from './api/starter.ts';
import type { StatesState } from './api/state.ts';
import {
  createStateMachine,
  deleteStateMachine,
  describeStateMachine,
  listStateMachines,
  updateStateMachine,
} from './api/state-machines.ts';
import { listTagsForResource, tagResource, untagResource } from './api/tags.ts';
import { sendTaskFailure, sendTaskHeartbeat, sendTaskSuccess } from './api/tasks.ts';
import { validateWithAslValidator } from './definition/validate-with-asl-validator.ts';
import { Engine } from './engine/engine.ts';
import type { SqsSender } from './engine/send-message.ts';

export interface States {
  readonly service: Service;
  /** Starts an execution as StartExecution does. @throws AwsError as StartExecution would */
  readonly start: (
    stateMachineArn: string,
    execution: { name?: string; input: string },
  ) => Promise<{ executionArn: string; startDate: number }>;
  /** Cancels all timers. */
  close(): void;
}

export interface Collaborators {
  readonly sqs: SqsSender;
  /** Default: asl-validator. It takes 0.3 s a definition, so tests that make many do without. */
  readonly validateDefinition?: DefinitionValidator;
}

const express = refused('only Express workflows have this operation');

const startSyncExecution = operation(
  { stateMachineArn: express, name: express, input: express, traceHeader: express, includedData: express },
  () => {
    throw typeNotSupported('This operation is not supported by this type of state machine');
  },
);

export const stepFunctionsOperations: Operations<StatesState> = {
  CreateStateMachine: createStateMachine,
  DeleteStateMachine: deleteStateMachine,
  DescribeExecution: describeExecution,
  DescribeStateMachine: describeStateMachine,
  DescribeStateMachineForExecution: describeStateMachineForExecution,
  GetExecutionHistory: getExecutionHistory,
  ListExecutions: listExecutions,
  ListStateMachines: listStateMachines,
  ListTagsForResource: listTagsForResource,
  SendTaskFailure: sendTaskFailure,
  SendTaskHeartbeat: sendTaskHeartbeat,
  SendTaskSuccess: sendTaskSuccess,
  StartExecution: startExecution,
  StartSyncExecution: startSyncExecution,
  StopExecution: stopExecution,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateStateMachine: updateStateMachine,
  ValidateStateMachineDefinition: validateStateMachineDefinition,
};

/** Opens Step Functions; the store's running executions go on where they were. */
export async function openStates(context: CloudContext, collaborators: Collaborators): Promise<States> {
  const engine = await Engine.open(context, collaborators.sqs);
  const checker = new DefinitionChecker(collaborators.validateDefinition ?? validateWithAslValidator);
  const start = starter(engine);
  return {
    service: {
      target: 'AWSStepFunctions',
      jsonVersion: '1.0',
      operations: bindOperations(stepFunctionsOperations, { engine, checker, start }, inputErrors),
    },
    async start(stateMachineArn, execution) {
      const { arn, startMs } = await start({ stateMachineArn, ...execution });
      return { executionArn: arn, startDate: startMs / 1000 };
    },
    close: () => engine.close(),
  };
}
