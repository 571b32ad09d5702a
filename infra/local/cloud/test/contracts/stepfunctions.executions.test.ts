import {
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ListTagsForResourceCommand,
  paginateListExecutions,
  paginateListStateMachines,
  StopExecutionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { describeContracts } from './contract.ts';
import { createMachine, describeExecution, ended, history, only, roleArn, start } from './machines.ts';
import { expectRefusal } from './refusals.ts';

const sleep = only({ Type: 'Wait', Seconds: 300, End: true });
const nothing = only({ Type: 'Succeed' });
const exists = (executionArn: string | undefined) => ({
  name: 'ExecutionAlreadyExists',
  message: `Execution Already Exists: '${executionArn}'`,
});

describeContracts('Step Functions executions', (contract) => {
  contract('starting again under the same name and input is the same execution while it runs', async (cloud) => {
    const machine = await createMachine(cloud, sleep);
    const first = await start(cloud, machine, { a: 1 }, 'x');
    const { executionArn, startDate } = await start(cloud, machine, { a: 1 }, 'x');
    expect({ executionArn, startDate }).toEqual({ executionArn: first.executionArn, startDate: first.startDate });
    expect(executionArn).toBe(`${machine.replace('stateMachine', 'execution')}:x`);
  });

  contract('another input under the name of a running execution is refused', async (cloud) => {
    const machine = await createMachine(cloud, sleep);
    const { executionArn } = await start(cloud, machine, { a: 1 }, 'x');
    await expectRefusal(start(cloud, machine, { a: 2 }, 'x'), exists(executionArn));
  });

  contract('the name of an execution that has ended is refused, whatever the input', async (cloud) => {
    const machine = await createMachine(cloud, nothing);
    const { executionArn } = await start(cloud, machine, {}, 'x');
    expect(await ended(cloud, executionArn)).toMatchObject({ status: 'SUCCEEDED' });
    await expectRefusal(start(cloud, machine, {}, 'x'), exists(executionArn));
    await expectRefusal(start(cloud, machine, { a: 1 }, 'x'), exists(executionArn));
  });

  contract('an execution without a name gets a UUID', async (cloud) => {
    const { executionArn = '' } = await start(cloud, await createMachine(cloud, nothing));
    expect(executionArn.split(':').at(-1)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  contract('an execution is described with its input and output', async (cloud) => {
    const machine = await createMachine(cloud, nothing);
    const { executionArn, startDate } = await start(cloud, machine, { a: 1 }, 'x');
    await ended(cloud, executionArn);
    expect(await describeExecution(cloud, executionArn)).toMatchObject({
      executionArn,
      stateMachineArn: machine,
      name: 'x',
      status: 'SUCCEEDED',
      startDate,
      stopDate: expect.any(Date),
      input: '{"a":1}',
      inputDetails: { included: true },
      output: '{"a":1}',
      outputDetails: { included: true },
    });
  });

  contract('executions are listed, newest first, page by page, and by status', async (cloud) => {
    const machine = await createMachine(cloud, sleep);
    const names: string[] = ['a', 'b', 'c'];
    for (const name of names) {
      await start(cloud, machine, {}, name);
      await cloud.pass(0.02);
    }
    const executionArn = `${machine.replace('stateMachine', 'execution')}:b`;
    await cloud.states.send(new StopExecutionCommand({ executionArn }));
    const list = async (more: object = {}) => {
      const seen: string[] = [];
      const pages = paginateListExecutions(
        { client: cloud.states, pageSize: 2 },
        { stateMachineArn: machine, ...more },
      );
      for await (const { executions = [] } of pages)
        seen.push(...executions.map(({ name, status }) => `${name} ${status}`));
      return seen;
    };
    await cloud.eventually(
      () => describeExecution(cloud, executionArn),
      ({ status }) => status === 'ABORTED',
    );
    expect(await list()).toEqual(['c RUNNING', 'b ABORTED', 'a RUNNING']);
    expect(await list({ statusFilter: 'RUNNING' })).toEqual(['c RUNNING', 'a RUNNING']);
  });

  contract('a stopped execution is aborted with its reason', async (cloud) => {
    const { executionArn } = await start(cloud, await createMachine(cloud, sleep));
    await cloud.states.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'of it' }));
    expect(await ended(cloud, executionArn)).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'of it' });
    const last = (await history(cloud, executionArn)).at(-1);
    expect(last).toMatchObject({
      type: 'ExecutionAborted',
      executionAbortedEventDetails: { error: 'Enough', cause: 'of it' },
    });
  });

  contract('an execution that takes longer than its definition allows is timed out', async (cloud) => {
    const definition = { ...sleep, TimeoutSeconds: 1 };
    const { executionArn } = await start(cloud, await createMachine(cloud, definition));
    expect(await ended(cloud, executionArn)).toEqual({
      status: 'TIMED_OUT',
      output: undefined,
      error: undefined,
      cause: undefined,
    });
  });

  contract('a running execution keeps the definition that it was started with', async (cloud) => {
    const machine = await createMachine(cloud, sleep);
    const { executionArn } = await start(cloud, machine);
    const definition = JSON.stringify(nothing);
    const { revisionId } = await cloud.states.send(
      new UpdateStateMachineCommand({ stateMachineArn: machine, definition }),
    );
    expect(revisionId).toBeTruthy();
    const used = await cloud.states.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(used).toMatchObject({ name: 'machine', definition: JSON.stringify(sleep) });
    const described = await cloud.states.send(new DescribeStateMachineCommand({ stateMachineArn: machine }));
    expect(described).toMatchObject({ definition, revisionId });
  });

  contract('state machines are described, listed and deleted', async (cloud) => {
    const machine = await createMachine(cloud, sleep, 'one');
    await createMachine(cloud, sleep, 'two');
    expect(await cloud.states.send(new DescribeStateMachineCommand({ stateMachineArn: machine }))).toMatchObject({
      stateMachineArn: machine,
      name: 'one',
      type: 'STANDARD',
      status: 'ACTIVE',
      definition: JSON.stringify(sleep),
      roleArn,
    });
    const names: (string | undefined)[] = [];
    for await (const { stateMachines = [] } of paginateListStateMachines({ client: cloud.states, pageSize: 1 }, {})) {
      names.push(...stateMachines.map(({ name }) => name));
    }
    expect(names).toEqual(['one', 'two']);
    await cloud.states.send(new DeleteStateMachineCommand({ stateMachineArn: machine }));
    const gone = () =>
      cloud.states.send(new DescribeStateMachineCommand({ stateMachineArn: machine })).catch((error) => error);
    expect(await cloud.eventually(gone, ({ name }) => name === 'StateMachineDoesNotExist')).toMatchObject({
      name: 'StateMachineDoesNotExist',
      message: `State Machine Does Not Exist: '${machine}'`,
    });
  });

  contract('creating a state machine again is the same one, unless its definition differs', async (cloud) => {
    const machine = await createMachine(cloud, sleep);
    expect(await createMachine(cloud, sleep)).toBe(machine);
    await expectRefusal(createMachine(cloud, nothing), {
      name: 'StateMachineAlreadyExists',
      message: `State Machine Already Exists: '${machine}'`,
    });
  });

  contract('state machines have tags', async (cloud) => {
    const resourceArn = await createMachine(cloud, nothing);
    const tags = [
      { key: 'team', value: 'tea' },
      { key: 'stage', value: 'one' },
    ];
    await cloud.states.send(new TagResourceCommand({ resourceArn, tags }));
    await cloud.states.send(new UntagResourceCommand({ resourceArn, tagKeys: ['team'] }));
    const listed = await cloud.states.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(listed.tags).toEqual([{ key: 'stage', value: 'one' }]);
  });
});
