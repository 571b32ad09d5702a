import { describe, expect, test } from 'vitest';
import type { Json } from '../core/service.ts';
import { validateWithAslValidator } from './definition/validate-with-asl-validator.ts';
import { callback, openHarness, single } from './testing/harness.ts';

const roleArn = 'arn:aws:iam::000000000000:role/states';
const definition = JSON.stringify(single({ Type: 'Pass', End: true }));
const other = JSON.stringify(single({ Type: 'Succeed' }));
const arnOf = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;

describe('CreateStateMachine', () => {
  test('is idempotent for the same definition only', async () => {
    const { call } = await openHarness();
    const input = { name: 'one', definition, roleArn };
    const created = await call('CreateStateMachine', input);
    expect(created).toEqual({ stateMachineArn: arnOf('one'), creationDate: Date.UTC(2026, 0, 1) / 1000 });
    expect(await call('CreateStateMachine', { ...input, roleArn: `${roleArn}2` })).toEqual(created);
    await expect(call('CreateStateMachine', { ...input, definition: ` ${definition}` })).rejects.toMatchObject({
      code: 'StateMachineAlreadyExists',
      message: `State Machine Already Exists: '${arnOf('one')}'`,
    });
  });

  test.each<[input: Json, code: string, message: string | RegExp]>([
    [
      { definition: undefined },
      'ValidationException',
      "1 validation error detected: Value null at 'definition' failed to satisfy constraint: Member must not be null",
    ],
    [{ name: 'a'.repeat(81) }, 'ValidationException', /Member must have length less than or equal to 80$/],
    [{ roleArn: 'role' }, 'InvalidArn', "Invalid Arn: 'Invalid ARN prefix: role'"],
    [
      { definition: '{}' },
      'InvalidDefinition',
      "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /'",
    ],
    [{ type: 'FAST' }, 'ValidationException', /Member must satisfy enum value set: \[STANDARD, EXPRESS\]$/],
    [{ type: 'EXPRESS' }, 'StateMachineTypeNotSupported', /EXPRESS/],
    [{ publish: true }, 'ValidationException', /publishing versions/],
    [{ versionDescription: 'x' }, 'ValidationException', 'Version description can only be set when publish is true'],
    [
      { loggingConfiguration: { level: 'ALL' } },
      'InvalidLoggingConfiguration',
      'Invalid Logging Configuration: Must specify exactly one Log Destination.',
    ],
    [{ encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KMS_KEY' } }, 'ValidationException', /customer managed key/],
  ])('refuses %j', async (input, code, message) => {
    const { call } = await openHarness();
    const create = call('CreateStateMachine', { name: 'one', definition, roleArn, ...input });
    await expect(create).rejects.toMatchObject({
      code,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });
});

test('asl-validator has the last word', async () => {
  const { create } = await openHarness(undefined, validateWithAslValidator);
  const twice = single({ Type: 'Pass', Parameters: { a: 1, 'a.$': '$' }, End: true });
  await expect(create(twice)).rejects.toMatchObject({
    code: 'InvalidDefinition',
    message: expect.stringContaining('DUPLICATE_FIELD_NAME'),
  });
  await create(single(callback({ Next: 'E', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'E' }] })));
});

test('DescribeStateMachine', async () => {
  const { call } = await openHarness();
  const destinations = [
    { cloudWatchLogsLogGroup: { logGroupArn: 'arn:aws:logs:us-east-1:000000000000:log-group:x:*' } },
  ];
  const loggingConfiguration = { level: 'ALL', includeExecutionData: true, destinations };
  await call('CreateStateMachine', { name: 'one', definition, roleArn });
  await call('CreateStateMachine', {
    name: 'two',
    definition,
    roleArn,
    loggingConfiguration,
    tracingConfiguration: { enabled: true },
  });
  const described = {
    stateMachineArn: arnOf('one'),
    name: 'one',
    status: 'ACTIVE',
    type: 'STANDARD',
    definition,
    roleArn,
    creationDate: Date.UTC(2026, 0, 1) / 1000,
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
  };
  expect(await call('DescribeStateMachine', { stateMachineArn: arnOf('one') })).toEqual(described);
  expect(
    await call('DescribeStateMachine', { stateMachineArn: arnOf('one').replace('us-east-1', 'ap-south-1') }),
  ).toEqual(described);
  expect(await call('DescribeStateMachine', { stateMachineArn: arnOf('two') })).toMatchObject({
    loggingConfiguration,
    tracingConfiguration: { enabled: true },
  });
});

test('UpdateStateMachine gives a new revision only for a change', async () => {
  const { call } = await openHarness();
  await call('CreateStateMachine', { name: 'one', definition, roleArn });
  const update = (input: Json) => call('UpdateStateMachine', { stateMachineArn: arnOf('one'), ...input });
  expect((await update({ definition })).revisionId).toBeUndefined();
  const first = await update({ definition: other });
  expect(first).toEqual({ updateDate: expect.any(Number), revisionId: expect.any(String) });
  expect((await update({ definition: other, roleArn })).revisionId).toBe(first.revisionId);
  expect(await call('DescribeStateMachine', { stateMachineArn: arnOf('one') })).toMatchObject({
    definition: other,
    revisionId: first.revisionId,
  });
  await expect(update({})).rejects.toMatchObject({
    code: 'MissingRequiredParameter',
    message:
      'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
  });
  await expect(update({ definition: '{}' })).rejects.toMatchObject({ code: 'InvalidDefinition' });
});

test('ListStateMachines, by name, page by page', async () => {
  const { call } = await openHarness();
  for (const name of ['c', 'a', 'b']) await call('CreateStateMachine', { name, definition, roleArn });
  const first = await call('ListStateMachines', { maxResults: 2 });
  expect(first.stateMachines.map(({ name }: Json) => name)).toEqual(['a', 'b']);
  const second = await call('ListStateMachines', { maxResults: 2, nextToken: first.nextToken });
  expect(second).toEqual({
    stateMachines: [{ stateMachineArn: arnOf('c'), name: 'c', type: 'STANDARD', creationDate: expect.any(Number) }],
  });
});

test('DeleteStateMachine ends what runs and forgets all', async () => {
  const harness = await openHarness();
  const executionArn = await harness.run(single(callback()));
  const stateMachineArn = executionArn.replace(':execution:', ':stateMachine:').replace(/:[^:]+$/, '');
  await harness.call('DeleteStateMachine', { stateMachineArn });
  expect(await harness.call('DeleteStateMachine', { stateMachineArn })).toEqual({});
  await harness.context.clock.advance(0);
  for await (const [key] of harness.context.store.range({ gte: 'states/', lt: 'states0' })) expect(key).toBe('');
  await expect(harness.describe(executionArn)).rejects.toMatchObject({
    code: 'ExecutionDoesNotExist',
    message: `Execution Does Not Exist: '${executionArn}'`,
  });
  await expect(harness.call('SendTaskSuccess', { taskToken: harness.token(), output: '1' })).rejects.toMatchObject({
    code: 'TaskDoesNotExist',
  });
});

test('tags', async () => {
  const { call } = await openHarness();
  await call('CreateStateMachine', { name: 'one', definition, roleArn, tags: [{ key: 'a', value: '1' }] });
  const resourceArn = arnOf('one');
  await call('TagResource', {
    resourceArn,
    tags: [
      { key: 'b', value: '2' },
      { key: 'a', value: '3' },
    ],
  });
  await call('UntagResource', { resourceArn, tagKeys: ['b', 'c'] });
  expect(await call('ListTagsForResource', { resourceArn })).toEqual({ tags: [{ key: 'a', value: '3' }] });
  await expect(call('TagResource', { resourceArn: arnOf('two'), tags: [] })).rejects.toMatchObject({
    code: 'ResourceNotFound',
    message: `Resource not found: '${arnOf('two')}'`,
  });
});

test.each<[definition: string, answer: Json]>([
  [definition, { result: 'OK', diagnostics: [], truncated: false }],
  [
    ' ',
    {
      result: 'FAIL',
      truncated: false,
      diagnostics: [
        { severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message: 'Definition must be a valid JSON object' },
      ],
    },
  ],
  [
    '{}',
    {
      result: 'FAIL',
      truncated: false,
      diagnostics: [
        {
          severity: 'ERROR',
          code: 'SCHEMA_VALIDATION_FAILED',
          location: '/',
          message: 'These fields are required: [States, StartAt]',
        },
      ],
    },
  ],
])('ValidateStateMachineDefinition of %j', async (text, answer) => {
  const { call } = await openHarness();
  expect(await call('ValidateStateMachineDefinition', { definition: text })).toEqual(answer);
});

describe('refused', () => {
  test.each<[operation: string, input: Json, code: string, message: string]>([
    [
      'StartExecution',
      { stateMachineArn: arnOf('one'), input: 'not' },
      'InvalidExecutionInput',
      "Invalid State Machine Execution Input: 'expected a value at line 1, column 1'",
    ],
    [
      'StartExecution',
      { stateMachineArn: arnOf('one'), input: `"${'ä'.repeat(131_072)}"` },
      'ValidationException',
      "1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to 262144",
    ],
    [
      'StartSyncExecution',
      {},
      'StateMachineTypeNotSupported',
      'This operation is not supported by this type of state machine',
    ],
    [
      'DescribeStateMachine',
      { stateMachineArn: arnOf('no') },
      'StateMachineDoesNotExist',
      `State Machine Does Not Exist: '${arnOf('no')}'`,
    ],
    [
      'DescribeStateMachine',
      { stateMachineArn: `${arnOf('one')}:1` },
      'StateMachineDoesNotExist',
      `State Machine Does Not Exist: '${arnOf('one')}:1'`,
    ],
    ['DescribeExecution', { executionArn: 'no' }, 'InvalidArn', "Invalid Arn: 'Invalid ARN prefix: no'"],
    [
      'DescribeExecution',
      { executionArn: arnOf('one') },
      'InvalidArn',
      "Invalid Arn: 'Resource type not valid in this context: stateMachine'",
    ],
    [
      'ListExecutions',
      { stateMachineArn: arnOf('no') },
      'StateMachineDoesNotExist',
      `State Machine Does Not Exist: '${arnOf('no')}'`,
    ],
    [
      'ListExecutions',
      { stateMachineArn: arnOf('one'), maxResults: 1001 },
      'ValidationException',
      "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
    ],
    [
      'ListExecutions',
      { stateMachineArn: arnOf('one'), statusFilter: 'succeeded' },
      'ValidationException',
      "1 validation error detected: Value 'succeeded' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]",
    ],
  ])('%s %j', async (operation, input, code, message) => {
    const harness = await openHarness();
    await harness.create(single({ Type: 'Succeed' }), 'one');
    await expect(harness.call(operation, input)).rejects.toMatchObject({ code, message });
  });
});
