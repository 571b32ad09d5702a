/** Helpers for state machines and executions. */
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type HistoryEvent,
  paginateGetExecutionHistory,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { TestQueue } from './queues.ts';
import type { CloudUnderTest } from './targets/cloud.ts';

export const roleArn = 'arn:aws:iam::000000000000:role/any';

/** One state, which ends the execution. */
export const only = (state: object) => ({ StartAt: 'S', States: { S: state } });

/** Returns the ARN. */
export async function createMachine({ states }: CloudUnderTest, definition: object, name = 'machine'): Promise<string> {
  const text = JSON.stringify(definition);
  const created = await states.send(new CreateStateMachineCommand({ name, definition: text, roleArn }));
  return created.stateMachineArn ?? '';
}

export async function start({ states }: CloudUnderTest, stateMachineArn: string, input: unknown = {}, name?: string) {
  return states.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input), name }));
}

export const describeExecution = ({ states }: CloudUnderTest, executionArn: string | undefined) =>
  states.send(new DescribeExecutionCommand({ executionArn }));

/** Waits for the execution's end, and returns it. */
export async function ended(cloud: CloudUnderTest, executionArn: string | undefined) {
  const { status, output, error, cause } = await cloud.eventually(
    () => describeExecution(cloud, executionArn),
    (execution) => execution.status !== 'RUNNING',
  );
  return { status, output, error, cause };
}

/** Runs a definition to its end. */
export async function run(cloud: CloudUnderTest, definition: object, input: unknown = {}) {
  const { executionArn } = await start(cloud, await createMachine(cloud, definition), input);
  return { executionArn, ...(await ended(cloud, executionArn)) };
}

export async function history({ states }: CloudUnderTest, executionArn: string | undefined): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  for await (const page of paginateGetExecutionHistory({ client: states }, { executionArn })) {
    events.push(...(page.events ?? []));
  }
  return events;
}

/** A state that waits for a callback; the message is `{"token":…}`. */
export const callback = (QueueUrl: string, more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
  Parameters: { QueueUrl, MessageBody: { 'token.$': '$$.Task.Token' } },
  ...('Next' in more ? {} : { End: true }),
  ...more,
});

/** The token of the next message. */
export async function token(queue: TestQueue): Promise<string> {
  const [message] = await queue.arrivals(1);
  return JSON.parse(message?.Body ?? '{}').token;
}
