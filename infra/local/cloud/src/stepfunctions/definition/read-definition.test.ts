import { describe, expect, test } from 'vitest';
import { describeDiagnostics } from './diagnostics.ts';
import { readDefinition } from './read-definition.ts';

function faults(definition: unknown): string {
  const result = readDefinition(typeof definition === 'string' ? definition : JSON.stringify(definition));
  return 'diagnostics' in result ? describeDiagnostics(result.diagnostics) : '';
}

/** A machine of one state S, and an end E. */
const machine = (state: unknown, more: Record<string, unknown> = {}) => ({
  StartAt: 'S',
  States: { S: state, E: { Type: 'Succeed' } },
  ...more,
});

const failed = (message: string) => `SCHEMA_VALIDATION_FAILED: ${message}`;
const arn = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';
const parameters = { QueueUrl: 'http://localhost/000000000000/q', 'MessageBody.$': '$' };
const task = (fields: Record<string, unknown>) =>
  machine({ Type: 'Task', Resource: arn, Parameters: parameters, Next: 'E', ...fields });
const pass = (fields: Record<string, unknown>) => machine({ Type: 'Pass', Next: 'E', ...fields });
const choice = (rule: Record<string, unknown>) => machine({ Type: 'Choice', Choices: [{ Next: 'E', ...rule }] });

describe('the machine', () => {
  test.each<[name: string, definition: unknown, message: string]>([
    ['blank', ' ', failed('Definition must be a valid JSON object')],
    ['a list', '[]', failed('Definition must be a valid JSON object')],
    ['no JSON', 'not a definition', 'INVALID_JSON_DESCRIPTION: expected a value at line 1, column 1'],
    ['empty', {}, failed('These fields are required: [States, StartAt] at /')],
    ['no StartAt', { States: { S: { Type: 'Succeed' } } }, failed('These fields are required: [StartAt] at /')],
    ['no state', { StartAt: 'S', States: {} }, failed('Value cannot be empty at /States')],
    ['unknown field', machine({ Type: 'Succeed' }, { Timeout: 1 }), failed("Field 'Timeout' is not supported at /")],
    [
      'TimeoutSeconds',
      pass({}) && machine({ Type: 'Pass', Next: 'E' }, { TimeoutSeconds: 0 }),
      failed('Minimum value is 1 at /TimeoutSeconds'),
    ],
    [
      'Version',
      machine({ Type: 'Pass', Next: 'E' }, { Version: '2.0' }),
      failed('Value should be one of the following: [1.0] at /Version'),
    ],
    [
      'JSONata',
      machine({ Type: 'Pass', Next: 'E' }, { QueryLanguage: 'JSONata' }),
      failed("The local cloud does not support the 'JSONata' QueryLanguage at /QueryLanguage"),
    ],
    [
      'dangling and unreachable',
      { StartAt: 'pass1', States: { pass1: { Type: 'Pass', Next: 'pass3' }, pass2: { Type: 'Pass', End: true } } },
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: pass3 at /States/pass1/Next, " +
        'MISSING_TRANSITION_TARGET: State "pass2" is not reachable. at /States/pass2',
    ],
    [
      'StartAt nowhere',
      { StartAt: 'X', States: { S: { Type: 'Succeed' } } },
      "MISSING_TRANSITION_TARGET: Missing 'StartAt' target: X at /StartAt, " +
        'MISSING_TRANSITION_TARGET: State "S" is not reachable. at /States/S',
    ],
    [
      'endless',
      { StartAt: 'S', States: { S: { Type: 'Pass', Next: 'S' } } },
      'MISSING_END_STATE: Workflow has no terminal state',
    ],
    [
      'several faults',
      machine({ Type: 'Pass', Next: 1, X: 1 }),
      `${failed('Expected value of type String at /States/S/Next')}, ${failed("Field 'X' is not supported at /States/S")}`,
    ],
  ])('%s', (_name, definition, message) => {
    expect(faults(definition)).toBe(message);
  });
});

describe('states', () => {
  const types = '[Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]';
  test.each<[name: string, definition: unknown, message: string]>([
    ['no type', machine({}), 'These fields are required: [Type] at /States/S'],
    [
      'unknown type',
      machine({ Type: 'None' }),
      `The field 'Type' should have one of these values: ${types} at /States/S/Type`,
    ],
    ['Map', machine({ Type: 'Map' }), "The local cloud does not support states of type 'Map' at /States/S/Type"],
    ['Next and End', pass({ End: true }), 'There should only be one of the following fields: [Next, End] at /States/S'],
    [
      'neither',
      machine({ Type: 'Pass' }),
      'This object should have only one of the following fields: [Next, End] at /States/S',
    ],
    ['Catch on Pass', pass({ Catch: [] }), "Field 'Catch' is not supported at /States/S"],
    [
      'TimeoutSeconds on Wait',
      machine({ Type: 'Wait', Seconds: 1, TimeoutSeconds: 1, Next: 'E' }),
      "Field 'TimeoutSeconds' is not supported at /States/S",
    ],
    ['InputPath on Fail', machine({ Type: 'Fail', InputPath: '$' }), "Field 'InputPath' is not supported at /States/S"],
    ['Next on Succeed', machine({ Type: 'Succeed', Next: 'E' }), "Field 'Next' is not supported at /States/S"],
    ['Assign', pass({ Assign: { a: 1 } }), "The local cloud does not support the field 'Assign' at /States/S"],
    [
      'Output',
      pass({ Output: 1 }),
      "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/S",
    ],
    ['InputPath', pass({ InputPath: 'a' }), 'Value must be a valid JSONPath. at /States/S/InputPath'],
    ['ResultPath', pass({ ResultPath: '$.a[*]' }), 'Value is not a Reference Path at /States/S/ResultPath'],
    [
      'template path',
      pass({ Parameters: { b: { 'a.$': 'x' } } }),
      "The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call at /States/S/Parameters",
    ],
    [
      'template value',
      pass({ Parameters: [{ 'a.$': 1 }] }),
      "The value for the field 'a.$' must be a STRING that contains a JSONPath but was NUMBER at /States/S/Parameters",
    ],
    [
      'no wait',
      machine({ Type: 'Wait', Next: 'E' }),
      'This object should have only one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/S',
    ],
    ['wait', machine({ Type: 'Wait', Seconds: -1, Next: 'E' }), 'Minimum value is 0 at /States/S/Seconds'],
    [
      'wait 1.5',
      machine({ Type: 'Wait', Seconds: 1.5, Next: 'E' }),
      'Expected value of type Integer at /States/S/Seconds',
    ],
    [
      'Timestamp',
      machine({ Type: 'Wait', Timestamp: '2016-12-05 21:29:29Z', Next: 'E' }),
      'String does not match RFC3339 timestamp at /States/S/Timestamp',
    ],
    [
      'Error and ErrorPath',
      machine({ Type: 'Fail', Error: 'a', ErrorPath: '$.a' }),
      'There should only be one of the following fields: [Error, ErrorPath] at /States/S',
    ],
  ])('%s', (_name, definition, message) => {
    expect(faults(definition)).toContain(failed(message));
  });
});

describe('tasks', () => {
  test.each<[name: string, fields: Record<string, unknown>, message: string]>([
    ['no ARN', { Resource: 'x' }, 'Value is not a valid resource ARN at /States/S/Resource'],
    [
      'another integration',
      { Resource: 'arn:aws:states:::lambda:invoke' },
      'The resource provided arn:aws:states:::lambda:invoke is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.',
    ],
    [
      'aws-sdk',
      { Resource: 'arn:aws:states:::aws-sdk:sqs:sendMessage' },
      'The resource provided arn:aws:states:::aws-sdk:sqs:sendMessage is not recognized.',
    ],
    [
      'no body',
      { Parameters: { QueueUrl: 'q' } },
      "The field 'MessageBody' is required but was missing at /States/S/Parameters",
    ],
    [
      'another parameter',
      { Parameters: { ...parameters, Foo: 1 } },
      "The field 'Foo' is not supported by Step Functions at /States/S/Parameters",
    ],
    ['TimeoutSeconds', { TimeoutSeconds: 0 }, 'Minimum value is 1 at /States/S/TimeoutSeconds'],
    ['too long', { TimeoutSeconds: 100_000_000 }, 'Maximum value is 99999999 at /States/S/TimeoutSeconds'],
    [
      'both time-outs',
      { TimeoutSeconds: 1, TimeoutSecondsPath: '$.a' },
      'There should only be one of the following fields: [TimeoutSeconds, TimeoutSecondsPath] at /States/S',
    ],
    ['no ErrorEquals', { Retry: [{}] }, 'These fields are required: [ErrorEquals] at /States/S/Retry[0]'],
    [
      'empty ErrorEquals',
      { Catch: [{ ErrorEquals: [], Next: 'E' }] },
      'Value cannot be empty at /States/S/Catch[0]/ErrorEquals',
    ],
    [
      'Catch without Next',
      { Catch: [{ ErrorEquals: ['A'] }] },
      'These fields are required: [Next] at /States/S/Catch[0]',
    ],
    [
      'States.ALL with others',
      { Catch: [{ ErrorEquals: ['A', 'States.ALL'], Next: 'E' }] },
      'States.ALL must appear alone and at end of list at /States/S/Catch[0]/ErrorEquals',
    ],
    [
      'States.ALL not last',
      { Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }] },
      'States.ALL must appear alone and at end of list at /States/S/Retry[0]/ErrorEquals',
    ],
    [
      'BackoffRate',
      { Retry: [{ ErrorEquals: ['A'], BackoffRate: 0.5 }] },
      'Minimum value is 1.0 at /States/S/Retry[0]/BackoffRate',
    ],
    [
      'MaxAttempts',
      { Retry: [{ ErrorEquals: ['A'], MaxAttempts: -1 }] },
      'Minimum value is 0 at /States/S/Retry[0]/MaxAttempts',
    ],
    [
      'JitterStrategy',
      { Retry: [{ ErrorEquals: ['A'], JitterStrategy: 'SOME' }] },
      'Value should be one of the following: [NONE, FULL] at /States/S/Retry[0]/JitterStrategy',
    ],
  ])('%s', (_name, fields, message) => {
    expect(faults(task(fields))).toContain(failed(message));
  });
});

describe('choices', () => {
  const variable = { Variable: '$.a', IsNull: true };
  test.each<[name: string, definition: unknown, message: string]>([
    ['none', machine({ Type: 'Choice', Choices: [], Default: 'E' }), 'Value cannot be empty at /States/S/Choices'],
    [
      'no Next',
      machine({ Type: 'Choice', Choices: [variable], Default: 'E' }),
      'These fields are required: [Next] at /States/S/Choices[0]',
    ],
    [
      'inner Next',
      choice({ And: [{ ...variable, Next: 'E' }] }),
      "Field 'Next' is not supported at /States/S/Choices[0]/And[0]",
    ],
    [
      'no test',
      choice({ Variable: '$.a' }),
      'This object should have only one of the following fields: [StringEquals, ',
    ],
    [
      'two tests',
      choice({ ...variable, IsString: true }),
      'There should only be one of the following fields: [IsNull, IsString]',
    ],
    [
      'two kinds',
      choice({ ...variable, Not: variable }),
      'The object must have only one of the following fields, [And, Or, Not, Variable, Condition]',
    ],
    [
      'a function',
      choice({ Variable: 'States.ArrayLength($.a)', NumericEquals: 0 }),
      "Value is not a Reference Path: Reference path didn't start with '$' at /States/S/Choices[0]/Variable",
    ],
    [
      'operand',
      choice({ Variable: '$.a', NumericEquals: '1' }),
      'Expected value of type Float at /States/S/Choices[0]/NumericEquals',
    ],
    ['timestamp', choice({ Variable: '$.a', TimestampEquals: 'now' }), 'String does not match RFC3339 timestamp'],
    [
      'unknown',
      choice({ ...variable, StringEqual: 'x' }),
      "Field 'StringEqual' is not supported at /States/S/Choices[0]",
    ],
  ])('%s', (_name, definition, message) => {
    expect(faults(definition)).toContain(failed(message));
  });
});

test('a definition without faults is compiled', () => {
  const result = readDefinition(
    JSON.stringify(task({ Comment: 'ok', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'E' }] })),
  );
  expect(result).toMatchObject({ definition: { startAt: 'S' } });
});
