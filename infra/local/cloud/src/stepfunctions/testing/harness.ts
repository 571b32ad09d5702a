/** Step Functions on a virtual clock, with an SQS that only records messages. */
import type { AwsError, Json } from '../../core/service.ts';
import type { SqsMessage } from '../../sqs/index.ts';
import { openTestContext, type TestContext } from '../../testing/virtual-clock.ts';
import type { DefinitionValidator } from '../api/definition-checker.ts';
import { openStates, type States } from '../index.ts';

export const queueUrl = 'http://127.0.0.1:4566/000000000000/jobs';

export interface SentMessage extends SqsMessage {
  readonly queueArn: string;
}

export interface Harness {
  readonly context: TestContext;
  readonly states: States;
  /** Messages sent, oldest first. */
  readonly sent: SentMessage[];
  /** Thrown by the next sends, one each. */
  readonly refusals: AwsError[];
  call(operation: string, input: Json): Promise<Json>;
  /** Creates a state machine and gives its ARN. */
  create(definition: Json, name?: string): Promise<string>;
  /** Starts an execution of a new state machine and gives its ARN. */
  run(definition: Json, input?: Json): Promise<string>;
  describe(executionArn: string): Promise<Json>;
  /** The history without timestamps. */
  history(executionArn: string): Promise<Json[]>;
  /** The token that the last message carried as `MessageBody.token`. */
  token(): string;
  /** The same after a kill -9. */
  kill(): Promise<Harness>;
}

let machines = 0;

/** @param validateDefinition nothing by default: asl-validator takes too long for each test */
export async function openHarness(
  before?: TestContext,
  validateDefinition: DefinitionValidator = async () => [],
): Promise<Harness> {
  const context = before ?? (await openTestContext());
  const sent: SentMessage[] = [];
  const refusals: AwsError[] = [];
  const states = await openStates(context, {
    validateDefinition,
    sqs: {
      send(queueArn, message) {
        const refusal = refusals.shift();
        if (refusal) throw refusal;
        sent.push({ queueArn, ...message });
        return { messageId: context.ids.uuid() };
      },
    },
  });
  const harness: Harness = {
    context,
    states,
    sent,
    refusals,
    async call(operation, input) {
      const signal = new AbortController().signal;
      const output = await states.service.operations[operation]?.(input, {
        region: 'eu-west-1',
        requestId: 'r',
        signal,
      });
      await context.store.flushed();
      return output;
    },
    async create(definition, name = `machine-${++machines}`) {
      const roleArn = 'arn:aws:iam::000000000000:role/states';
      const input = { name, roleArn, definition: JSON.stringify(definition) };
      return (await harness.call('CreateStateMachine', input)).stateMachineArn;
    },
    async run(definition, input = {}) {
      const stateMachineArn = await harness.create(definition);
      return (await harness.call('StartExecution', { stateMachineArn, input: JSON.stringify(input) })).executionArn;
    },
    describe: (executionArn) => harness.call('DescribeExecution', { executionArn }),
    async history(executionArn) {
      const { events } = await harness.call('GetExecutionHistory', { executionArn, maxResults: 1000 });
      return events.map(({ timestamp: _when, ...event }: Json) => event);
    },
    token: () => JSON.parse(sent.at(-1)?.body ?? '{}').token,
    async kill() {
      states.close();
      return openHarness(await context.reopen());
    },
  };
  return harness;
}

/** A definition of one state S that ends, or goes to E, which succeeds. */
export const single = (state: Json): Json => ({
  StartAt: 'S',
  States: { S: state, ...(JSON.stringify(state).includes('"E"') ? { E: { Type: 'Succeed' } } : {}) },
});

/** A task that waits for its callback. */
export const callback = (fields: Json = {}): Json => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
  Parameters: { QueueUrl: queueUrl, MessageBody: { 'token.$': '$$.Task.Token' } },
  ...(fields.Next ? {} : { End: true }),
  ...fields,
});
