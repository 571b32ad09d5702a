/** Step Functions' API through an unmodified SDK: shapes survive its parsers, errors arrive as its exceptions. */
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  InvalidArn,
  InvalidDefinition,
  InvalidExecutionInput,
  InvalidName,
  InvalidToken,
  ListTagsForResourceCommand,
  paginateListExecutions,
  paginateListStateMachines,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StateMachineAlreadyExists,
  StateMachineDoesNotExist,
  StopExecutionCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
  ValidationException,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStatesClient, type StatesUnderTest, transports } from './states-client.ts';

const roleArn = 'arn:aws:iam::000000000000:role/any';
const sleep = JSON.stringify({ StartAt: 'S', States: { S: { Type: 'Wait', Seconds: 60, End: true } } });
const nothing = JSON.stringify({ StartAt: 'S', States: { S: { Type: 'Succeed' } } });

describe.each(transports)('over %s', (transport) => {
  let cloud: StatesUnderTest;
  beforeEach(async () => {
    cloud = await openStatesClient(transport);
  });
  afterEach(async () => {
    await cloud.close();
    expect(cloud.context.faults).toEqual([]);
  });

  const create = async (name: string, definition: string) => {
    const tags = [{ key: 'team', value: 'tea' }];
    const created = await cloud.client.send(new CreateStateMachineCommand({ name, definition, roleArn, tags }));
    return created.stateMachineArn ?? '';
  };
  const start = (stateMachineArn: string, name: string, input?: string) =>
    cloud.client.send(new StartExecutionCommand({ stateMachineArn, name, input }));

  test('state machines: create, describe, update, list, delete', async () => {
    const arn = await create('one', nothing);
    await create('two', nothing);
    const described = await cloud.client.send(new DescribeStateMachineCommand({ stateMachineArn: arn }));
    expect(described).toMatchObject({ name: 'one', type: 'STANDARD', status: 'ACTIVE', definition: nothing, roleArn });
    expect(described.creationDate).toEqual(new Date('2026-01-01T00:00:00.000Z'));
    const { revisionId, updateDate } = await cloud.client.send(
      new UpdateStateMachineCommand({ stateMachineArn: arn, definition: sleep }),
    );
    expect(updateDate).toEqual(new Date('2026-01-01T00:00:00.000Z'));
    expect(await cloud.client.send(new DescribeStateMachineCommand({ stateMachineArn: arn }))).toMatchObject({
      revisionId,
      definition: sleep,
    });
    const names: (string | undefined)[] = [];
    for await (const { stateMachines = [] } of paginateListStateMachines({ client: cloud.client, pageSize: 1 }, {})) {
      names.push(...stateMachines.map(({ name }) => name));
    }
    expect(names).toEqual(['one', 'two']);
    expect((await cloud.client.send(new ListTagsForResourceCommand({ resourceArn: arn }))).tags).toEqual([
      { key: 'team', value: 'tea' },
    ]);
    await cloud.client.send(new DeleteStateMachineCommand({ stateMachineArn: arn }));
    await expect(cloud.client.send(new DescribeStateMachineCommand({ stateMachineArn: arn }))).rejects.toThrow(
      StateMachineDoesNotExist,
    );
  });

  test('executions: start once, list, stop', async () => {
    const arn = await create('one', sleep);
    const first = await start(arn, 'a', '{}');
    expect(await start(arn, 'a', '{}')).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
    await expect(start(arn, 'a', '{"b":1}')).rejects.toThrow(ExecutionAlreadyExists);
    await cloud.context.clock.advance(1);
    await start(arn, 'b');
    const { stopDate } = await cloud.client.send(new StopExecutionCommand({ executionArn: first.executionArn }));
    expect(stopDate).toEqual(new Date('2026-01-01T00:00:00.001Z'));
    await expect(start(arn, 'a', '{}')).rejects.toThrow(ExecutionAlreadyExists);
    const seen: string[] = [];
    for await (const { executions = [] } of paginateListExecutions(
      { client: cloud.client, pageSize: 1 },
      { stateMachineArn: arn },
    )) {
      seen.push(...executions.map(({ name, status }) => `${name} ${status}`));
    }
    expect(seen).toEqual(['b RUNNING', 'a ABORTED']);
    const { executionArn } = first;
    const machine = await cloud.client.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(machine).toMatchObject({ name: 'one', definition: sleep });
    const { events = [] } = await cloud.client.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true }),
    );
    expect(events.map(({ type }) => type)).toEqual(['ExecutionAborted', 'WaitStateEntered', 'ExecutionStarted']);
    expect(events[0]?.timestamp).toEqual(new Date('2026-01-01T00:00:00.001Z'));
  });

  test('definitions are checked before they are used', async () => {
    const validated = await cloud.client.send(new ValidateStateMachineDefinitionCommand({ definition: '{}' }));
    expect(validated).toMatchObject({
      result: 'FAIL',
      diagnostics: [{ severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', location: '/' }],
    });
    await expect(create('one', '{}')).rejects.toThrow(InvalidDefinition);
  });

  test('errors arrive as the exceptions of the SDK', async () => {
    const arn = await create('one', sleep);
    const executionArn = `${arn.replace('stateMachine', 'execution')}:none`;
    const { client } = cloud;
    const calls: [call: Promise<unknown>, exception: new (...options: never[]) => Error][] = [
      [create('one', nothing), StateMachineAlreadyExists],
      [create('a b', nothing), InvalidName],
      [start(arn, 'a/b'), InvalidName],
      [start(arn, 'a', 'no'), InvalidExecutionInput],
      [start('one', 'a'), InvalidArn],
      [start(`${arn}x`, 'a'), StateMachineDoesNotExist],
      [client.send(new GetExecutionHistoryCommand({ executionArn })), ExecutionDoesNotExist],
      [client.send(new SendTaskSuccessCommand({ taskToken: 'x', output: '1' })), InvalidToken],
      [client.send(new SendTaskSuccessCommand({ taskToken: 'x'.repeat(2049), output: '1' })), ValidationException],
    ];
    for (const [call, exception] of calls) await expect(call).rejects.toThrow(exception);
  });
});
