/** Refusals of Step Functions: the names of the SDK's exceptions, and AWS's texts. */
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListTagsForResourceCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { describeContracts } from './contract.ts';
import { createMachine, only, roleArn } from './machines.ts';
import { expectRefusal } from './refusals.ts';

const nothing = only({ Type: 'Succeed' });
const definition = JSON.stringify(nothing);

/** The command, given the ARN of a state machine, and the error's name and text. */
const cases: readonly (readonly [
  title: string,
  command: (stateMachineArn: string) => object,
  name: string,
  message: (stateMachineArn: string) => string,
])[] = [
  [
    'a state machine that does not exist',
    (arn) => new StartExecutionCommand({ stateMachineArn: `${arn}x` }),
    'StateMachineDoesNotExist',
    (arn) => `State Machine Does Not Exist: '${arn}x'`,
  ],
  [
    'an invalid ARN',
    () => new StartExecutionCommand({ stateMachineArn: 'machine' }),
    'InvalidArn',
    () => "Invalid Arn: 'Invalid ARN prefix: machine'",
  ],
  [
    'an execution name with a slash',
    (stateMachineArn) => new StartExecutionCommand({ stateMachineArn, name: 'a/b' }),
    'InvalidName',
    () => "Invalid Name: 'a/b'",
  ],
  [
    'a state machine name with a space',
    () => new CreateStateMachineCommand({ name: 'a b', definition, roleArn }),
    'InvalidName',
    () => "Invalid Name: 'a b'",
  ],
  [
    'an input that is not JSON',
    (stateMachineArn) => new StartExecutionCommand({ stateMachineArn, input: '' }),
    'InvalidExecutionInput',
    () => "Invalid State Machine Execution Input: 'Invalid execution input.'",
  ],
  [
    'describing an execution that does not exist',
    (arn) => new DescribeExecutionCommand({ executionArn: `${arn.replace('stateMachine', 'execution')}:none` }),
    'ExecutionDoesNotExist',
    (arn) => `Execution Does Not Exist: '${arn.replace('stateMachine', 'execution')}:none'`,
  ],
  [
    'the history of an execution that does not exist',
    (arn) => new GetExecutionHistoryCommand({ executionArn: `${arn.replace('stateMachine', 'execution')}:none` }),
    'ExecutionDoesNotExist',
    (arn) => `Execution Does Not Exist: '${arn.replace('stateMachine', 'execution')}:none'`,
  ],
  [
    'stopping an execution that does not exist',
    (arn) => new StopExecutionCommand({ executionArn: `${arn.replace('stateMachine', 'execution')}:none` }),
    'ExecutionDoesNotExist',
    (arn) => `Execution Does Not Exist: '${arn.replace('stateMachine', 'execution')}:none'`,
  ],
  [
    'describing a state machine by an invalid ARN',
    () => new DescribeStateMachineCommand({ stateMachineArn: 'machine' }),
    'InvalidArn',
    () => "Invalid Arn: 'Invalid ARN prefix: machine'",
  ],
  [
    'an update of nothing',
    (stateMachineArn) => new UpdateStateMachineCommand({ stateMachineArn }),
    'MissingRequiredParameter',
    () =>
      'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
  ],
  [
    'tags of a missing resource',
    (arn) => new ListTagsForResourceCommand({ resourceArn: `${arn}x` }),
    'ResourceNotFound',
    (arn) => `Resource not found: '${arn}x'`,
  ],
];

describeContracts('Step Functions refuses', (contract) => {
  for (const [title, command, name, message] of cases) {
    contract(title, async (cloud) => {
      const arn = await createMachine(cloud, nothing);
      // `send` has no overload for the union of commands.
      await expectRefusal(cloud.states.send(command(arn) as StartExecutionCommand), { name, message: message(arn) });
    });
  }
});
