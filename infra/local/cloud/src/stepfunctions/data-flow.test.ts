/** Data and errors in single states. Texts that were recorded on AWS are AWS's. */
import { describe, expect, test } from 'vitest';
import type { Json } from '../core/service.ts';
import { openHarness, single } from './testing/harness.ts';

async function outcome(state: Json, input: Json): Promise<Json> {
  const harness = await openHarness();
  const arn = await harness.run(single(state), input);
  await harness.context.clock.advance(1000);
  const { status, output, error, cause } = await harness.describe(arn);
  expect(harness.context.faults).toEqual([]);
  harness.states.close();
  return output === undefined ? { status, error, cause } : { status, output: JSON.parse(output) };
}

const end = { End: true };

describe('output of a Pass state', () => {
  test.each<[name: string, state: Json, input: Json, output: Json]>([
    ['nothing told', {}, { a: 1 }, { a: 1 }],
    ['Result', { Result: { b: 2 } }, { a: 1 }, { b: 2 }],
    ['Result is no template', { Result: { 'b.$': '$.a' } }, { a: 1 }, { 'b.$': '$.a' }],
    ['ResultPath', { Result: 2, ResultPath: '$.b.c' }, { a: 1 }, { a: 1, b: { c: 2 } }],
    ['ResultPath null', { Result: 2, ResultPath: null }, { a: 1 }, { a: 1 }],
    ['ResultPath goes into the whole input', { InputPath: '$.a', ResultPath: '$.b' }, { a: 1 }, { a: 1, b: 1 }],
    ['InputPath', { InputPath: '$.a' }, { a: [1] }, [1]],
    ['InputPath null', { InputPath: null }, { a: 1 }, {}],
    ['OutputPath', { OutputPath: '$.a' }, { a: 1 }, 1],
    ['OutputPath null', { OutputPath: null }, { a: 1 }, {}],
    ['a list', { InputPath: '$.users[?(@.status == 0)]' }, { users: [{ status: 0 }, { status: 1 }] }, [{ status: 0 }]],
    [
      'Parameters',
      { Parameters: { 'x.$': '$.a', y: { 'z.$': "States.Format('{}!', $.a)" }, list: [{ 'b.$': '$.a' }, 1], k: 'v' } },
      { a: 1 },
      { x: 1, y: { z: '1!' }, list: [{ b: 1 }, 1], k: 'v' },
    ],
    ['$$ in InputPath', { InputPath: '$$.State.Name' }, {}, 'S'],
    ['null', {}, null, null],
  ])('%s', async (_name, state, input, output) => {
    expect(await outcome({ Type: 'Pass', ...end, ...state }, input)).toEqual({ status: 'SUCCEEDED', output });
  });
});

describe('the end of other states', () => {
  test.each<[name: string, state: Json, input: Json, output: Json]>([
    ['Succeed', { Type: 'Succeed', InputPath: '$.a', OutputPath: '$.b' }, { a: { b: 1 } }, 1],
    [
      'Choice',
      { Type: 'Choice', Choices: [{ Variable: '$.b', IsNull: false, Next: 'E' }], InputPath: '$.a' },
      { a: { b: 1 } },
      { b: 1 },
    ],
    [
      'Choice by default',
      { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'E' }], Default: 'E' },
      { a: 1 },
      { a: 1 },
    ],
    ['Wait for nothing', { Type: 'Wait', Seconds: 0, ...end, OutputPath: '$.a' }, { a: 1 }, 1],
    ['Wait for the past', { Type: 'Wait', Timestamp: '2016-12-05T21:29:29Z', ...end }, { a: 1 }, { a: 1 }],
    ['Wait for a path', { Type: 'Wait', SecondsPath: '$.a', ...end }, { a: '1' }, { a: '1' }],
  ])('%s', async (_name, state, input, output) => {
    expect(await outcome(state, input)).toEqual({ status: 'SUCCEEDED', output });
  });

  test.each<[name: string, state: Json, error: string | undefined, cause: string | undefined]>([
    ['words', { Error: 'Bad', Cause: 'Luck' }, 'Bad', 'Luck'],
    ['paths', { ErrorPath: '$.e', CausePath: '$$.State.Name' }, 'E1', 'S'],
    ['functions', { ErrorPath: '$.e', CausePath: "States.Format('for {}', $.e)" }, 'E1', 'for E1'],
    ['nothing', {}, undefined, undefined],
  ])('Fail with %s', async (_name, state, error, cause) => {
    expect(await outcome({ Type: 'Fail', ...state }, { e: 'E1' })).toEqual({ status: 'FAILED', error, cause });
  });
});

describe('States.Runtime', () => {
  const where = "An error occurred while executing the state 'S' (entered at the event id #2). ";
  const pass = (fields: Json) => ({ Type: 'Pass', ...end, ...fields });
  const wait = (fields: Json) => ({ Type: 'Wait', ...end, ...fields });
  test.each<[name: string, state: Json, input: Json, cause: string]>([
    ['InputPath', pass({ InputPath: '$.no' }), { a: 0 }, "Invalid path '$.no' : No results for path: $['no']"],
    [
      'OutputPath',
      pass({ OutputPath: '$.no.such' }),
      {},
      "Invalid path '$.no.such' : Missing property in path $['no']",
    ],
    [
      'template',
      pass({ Parameters: { 'value.$': '$.no' } }),
      { a: 0 },
      `The JSONPath '$.no' specified for the field 'value.$' could not be found in the input '{"a":0}'`,
    ],
    [
      'template into the context',
      pass({ Parameters: { 'value.$': '$$.Execution.Input.no' } }),
      { a: 0 },
      `The JSONPath '$$.Execution.Input.no' specified for the field 'value.$' could not be found in the input '{"a":0}'`,
    ],
    [
      'function',
      pass({ Parameters: { 'v.$': "States.Format('{}', $.no)" } }),
      { other: 1 },
      `The function 'States.Format('{}', $.no)' had the following error: The JsonPath argument for the field '$.no' could not be found in the input '{"other":1}'`,
    ],
    ['path of null', pass({ InputPath: '$.a' }), null, 'Unable to apply Path transformation to null or empty input.'],
    [
      'ErrorPath',
      { Type: 'Fail', ErrorPath: '$.ErrorX' },
      { Error: 'e' },
      `The JSONPath '$.ErrorX' specified for the field 'ErrorPath' could not be found in the input '{"Error":"e"}'`,
    ],
    [
      'no choice',
      { Type: 'Choice', Choices: [{ Variable: '$.a', NumericEquals: 1, Next: 'E' }] },
      { a: 2 },
      'Failed to transition out of the state. The state does not point to a next state.',
    ],
    [
      'choice of nothing',
      { Type: 'Choice', Choices: [{ Variable: '$.no', NumericEquals: 1, Next: 'E' }], Default: 'E' },
      {},
      "Invalid path '$.no': The choice state's condition path references an invalid value.",
    ],
    [
      'SecondsPath',
      wait({ SecondsPath: '$.a' }),
      {},
      'The SecondsPath parameter does not reference an input value: $.a',
    ],
    ['-1', wait({ SecondsPath: '$.a' }), { a: -1 }, 'The SecondsPath parameter references a negative value: $.a == -1'],
    [
      '1.5',
      wait({ SecondsPath: '$.a' }),
      { a: 1.5 },
      'The SecondsPath parameter cannot be parsed as a long value: $.a == 1.5',
    ],
    [
      'TimestampPath',
      wait({ TimestampPath: '$.a' }),
      { a: '2016-12-05 21:29:29Z' },
      'The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.a == 2016-12-05 21:29:29Z',
    ],
    ['too far', wait({ TimestampPath: '$.a' }), { a: '2094-12-05T21:29:29Z' }, 'Wait state delay is too long.'],
  ])('%s', async (_name, state, input, cause) => {
    expect(await outcome(state, input)).toEqual({ status: 'FAILED', error: 'States.Runtime', cause: where + cause });
  });
});

describe('limits', () => {
  test('a result above 256 KiB', async () => {
    const state = { Type: 'Pass', ...end, Parameters: { 'twice.$': 'States.Array($.text, $.text)' } };
    expect(await outcome(state, { text: 'ä'.repeat(70_000) })).toEqual({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
      cause: "The state/task 'S' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
  });

  test('25,000 events', async () => {
    const harness = await openHarness();
    const arn = await harness.run(
      {
        StartAt: 'S',
        States: {
          S: { Type: 'Pass', Next: 'C' },
          C: { Type: 'Choice', Choices: [{ Variable: '$.on', BooleanEquals: true, Next: 'S' }], Default: 'E' },
          E: { Type: 'Succeed' },
        },
      },
      { on: true },
    );
    expect(await harness.describe(arn)).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
    const { events } = await harness.call('GetExecutionHistory', {
      executionArn: arn,
      reverseOrder: true,
      maxResults: 1,
    });
    expect(events).toMatchObject([{ id: 25_000, type: 'ExecutionFailed' }]);
  });
});

test('ResultPath that cannot be applied', async () => {
  expect(await outcome({ Type: 'Pass', ...end, Result: 1, ResultPath: '$.a.b' }, { a: 'x' })).toEqual({
    status: 'FAILED',
    error: 'States.ResultPathMatchFailure',
    cause: 'Unable to apply ReferencePath $.a.b to input {"a":"x"}',
  });
});

test('the context object', async () => {
  const harness = await openHarness();
  const arn = await harness.run(single({ Type: 'Pass', ...end, Parameters: { 'all.$': '$$' } }), { a: 1 });
  const machineArn = arn.replace(':execution:', ':stateMachine:').replace(/:[^:]+$/, '');
  const { output } = await harness.describe(arn);
  const now = '2026-01-01T00:00:00.000Z';
  expect(JSON.parse(output).all).toEqual({
    Execution: {
      Id: arn,
      Input: { a: 1 },
      StartTime: now,
      Name: arn.split(':').at(-1),
      RoleArn: 'arn:aws:iam::000000000000:role/states',
      RedriveCount: 0,
    },
    StateMachine: { Id: machineArn, Name: machineArn.split(':').at(-1) },
    State: { Name: 'S', EnteredTime: now },
  });
});
