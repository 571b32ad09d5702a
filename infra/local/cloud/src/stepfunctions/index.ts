/**
 * AWS Step Functions, STANDARD workflows in the JSONPath query language, over AWS JSON 1.0.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/
 */
import type { CloudContext } from '../core/context.ts';
import type { Operation, Service } from '../core/service.ts';
import { DefinitionChecker, type DefinitionValidator, validateStateMachineDefinition } from './api/definitions.ts';
import { typeNotSupported } from './api/errors.ts';
import { getExecutionHistory } from './api/execution-history.ts';
import { describeExecution, describeStateMachineForExecution, stopExecution } from './api/executions.ts';
import { listExecutions } from './api/list-executions.ts';
import { type Start, startExecution, starter } from './api/start-execution.ts';
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

/** Opens Step Functions; the store's running executions go on where they were. */
export async function openStates(context: CloudContext, collaborators: Collaborators): Promise<States> {
  const engine = await Engine.open(context, collaborators.sqs);
  const checker = new DefinitionChecker(collaborators.validateDefinition ?? validateWithAslValidator);
  const start = starter(engine);
  return {
    service: { target: 'AWSStepFunctions', jsonVersion: '1.0', operations: operations(engine, checker, start) },
    async start(stateMachineArn, execution) {
      const { arn, startMs } = await start({ stateMachineArn, ...execution });
      return { executionArn: arn, startDate: startMs / 1000 };
    },
    close: () => engine.close(),
  };
}

/** Only for Express workflows, which are not supported. */
const startSyncExecution: Operation = () => {
  throw typeNotSupported('This operation is not supported by this type of state machine');
};

function operations(engine: Engine, checker: DefinitionChecker, start: Start): Service['operations'] {
  return {
    CreateStateMachine: createStateMachine(engine, checker),
    DeleteStateMachine: deleteStateMachine(engine),
    DescribeExecution: describeExecution(engine),
    DescribeStateMachine: describeStateMachine(engine),
    DescribeStateMachineForExecution: describeStateMachineForExecution(engine),
    GetExecutionHistory: getExecutionHistory(engine),
    ListExecutions: listExecutions(engine),
    ListStateMachines: listStateMachines(engine),
    ListTagsForResource: listTagsForResource(engine),
    SendTaskFailure: sendTaskFailure(engine),
    SendTaskHeartbeat: sendTaskHeartbeat(engine),
    SendTaskSuccess: sendTaskSuccess(engine),
    StartExecution: startExecution(start),
    StartSyncExecution: startSyncExecution,
    StopExecution: stopExecution(engine),
    TagResource: tagResource(engine),
    UntagResource: untagResource(engine),
    UpdateStateMachine: updateStateMachine(engine, checker),
    ValidateStateMachineDefinition: validateStateMachineDefinition(checker),
  };
}
