import { ValidateStateMachineDefinitionCommand } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { describeContracts } from './contract.ts';
import { only, run } from './machines.ts';

const pass = (fields: object) => ({ Type: 'Pass', End: true, ...fields });
const choice = (rule: object) => ({
  StartAt: 'S',
  States: {
    S: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
    Yes: { Type: 'Pass', Result: 'yes', End: true },
    No: { Type: 'Pass', Result: 'no', End: true },
  },
});
const where = "An error occurred while executing the state 'S' (entered at the event id #2). ";

/** What a Pass state makes of an input. */
const flows: readonly (readonly [title: string, fields: object, input: unknown, output: unknown])[] = [
  ['nothing told', {}, { a: 1 }, { a: 1 }],
  ['Result', { Result: { b: 2 } }, { a: 1 }, { b: 2 }],
  ['a Result that looks like a template', { Result: { 'b.$': '$.a' } }, { a: 1 }, { 'b.$': '$.a' }],
  ['ResultPath', { Result: 2, ResultPath: '$.b.c' }, { a: 1 }, { a: 1, b: { c: 2 } }],
  ['a ResultPath of null', { Result: 2, ResultPath: null }, { a: 1 }, { a: 1 }],
  ['InputPath', { InputPath: '$.a' }, { a: [1] }, [1]],
  ['an InputPath of null', { InputPath: null }, { a: 1 }, {}],
  ['OutputPath', { OutputPath: '$.a' }, { a: 1 }, 1],
  ['a filter', { InputPath: '$.l[?(@.n > 1)]' }, { l: [{ n: 1 }, { n: 2 }] }, [{ n: 2 }]],
  [
    'Parameters',
    { Parameters: { 'x.$': '$.a', list: [{ 'b.$': '$.a' }, 1], k: 'v' } },
    { a: 1 },
    { x: 1, list: [{ b: 1 }, 1], k: 'v' },
  ],
  ['the context object', { Parameters: { 'state.$': '$$.State.Name' } }, {}, { state: 'S' }],
  [
    'States.Format',
    { Parameters: { 'x.$': "States.Format('{} of {}', $.a, $.b)" } },
    { a: 1, b: 'z' },
    { x: '1 of z' },
  ],
  [
    'States.Hash',
    { Parameters: { 'x.$': "States.Hash($.a, 'SHA-256')" } },
    { a: 'x' },
    { x: '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881' },
  ],
  ['States.StringToJson', { Parameters: { 'x.$': 'States.StringToJson($.a)' } }, { a: '{"b":[1]}' }, { x: { b: [1] } }],
  ['States.JsonToString', { Parameters: { 'x.$': 'States.JsonToString($.a)' } }, { a: { b: 1 } }, { x: '{"b":1}' }],
  ['States.MathAdd', { Parameters: { 'x.$': 'States.MathAdd($.a, 1)' } }, { a: 1 }, { x: 2 }],
  [
    'States.Array',
    { Parameters: { 'x.$': "States.Array($.a, 'b', 1, null)" } },
    { a: { c: 1 } },
    { x: [{ c: 1 }, 'b', 1, null] },
  ],
];

/** Why a Pass state fails. */
const faults: readonly (readonly [title: string, fields: object, input: unknown, cause: string])[] = [
  ['an InputPath to nothing', { InputPath: '$.no' }, { a: 0 }, "Invalid path '$.no' : No results for path: $['no']"],
  [
    'an OutputPath below nothing',
    { OutputPath: '$.no.such' },
    {},
    "Invalid path '$.no.such' : Missing property in path $['no']",
  ],
  [
    'a template’s path to nothing',
    { Parameters: { 'v.$': '$.no' } },
    { a: 0 },
    `The JSONPath '$.no' specified for the field 'v.$' could not be found in the input '{"a":0}'`,
  ],
];

/** Whether a rule of a Choice matches. */
const rules: readonly (readonly [rule: object, input: unknown, matches: boolean])[] = [
  [{ Variable: '$.a', StringEquals: 'x' }, { a: 'x' }, true],
  [{ Variable: '$.a', StringEquals: 'x' }, { a: 1 }, false],
  [{ Variable: '$.a', StringMatches: 'a*c' }, { a: 'abc' }, true],
  [{ Variable: '$.a', StringLessThan: 'b' }, { a: 'a' }, true],
  [{ Variable: '$.a', NumericEquals: 1 }, { a: 1 }, true],
  [{ Variable: '$.a', NumericEquals: 1 }, { a: '1' }, false],
  [{ Variable: '$.a', NumericGreaterThanPath: '$.b' }, { a: 2, b: 1 }, true],
  [{ Variable: '$.a', BooleanEquals: false }, { a: false }, true],
  [{ Variable: '$.a', IsNull: true }, { a: null }, true],
  [{ Variable: '$.a', IsPresent: false }, {}, true],
  [{ Variable: '$.a', IsString: true }, { a: 1 }, false],
  [{ Variable: '$.a', TimestampLessThan: '2026-01-01T00:00:00Z' }, { a: '2025-01-01T00:00:00Z' }, true],
  [
    {
      And: [
        { Variable: '$.a', IsPresent: true },
        { Variable: '$.a', NumericEquals: 1 },
      ],
    },
    {},
    false,
  ],
  [
    {
      Or: [
        { Variable: '$.a', IsPresent: false },
        { Variable: '$.a', NumericEquals: 1 },
      ],
    },
    { a: 1 },
    true,
  ],
  [{ Not: { Variable: '$.a', NumericEquals: 1 } }, { a: 2 }, true],
];

/** Definitions that are refused. */
const refused: readonly (readonly [title: string, definition: object])[] = [
  ['without states', { StartAt: 'S' }],
  ['that starts nowhere', { StartAt: 'X', States: { S: { Type: 'Succeed' } } }],
  ['with a Next that leads nowhere', only({ Type: 'Pass', Next: 'X' })],
  ['with a state of no type', only({ End: true })],
  ['with an invalid path', only({ Type: 'Pass', InputPath: 'a', End: true })],
];

describeContracts('Step Functions data flow', (contract) => {
  for (const [title, fields, input, output] of flows) {
    contract(`Pass: ${title}`, async (cloud) => {
      const answer = await run(cloud, only(pass(fields)), input);
      expect({ ...answer, output: JSON.parse(answer.output ?? 'null') }).toMatchObject({ status: 'SUCCEEDED', output });
    });
  }

  for (const [title, fields, input, cause] of faults) {
    contract(`States.Runtime: ${title}`, async (cloud) => {
      expect(await run(cloud, only(pass(fields)), input)).toMatchObject({
        status: 'FAILED',
        error: 'States.Runtime',
        cause: `${where}${cause}`,
      });
    });
  }

  for (const [rule, input, matches] of rules) {
    const title = `Choice: ${JSON.stringify(rule)} ${matches ? 'matches' : 'does not match'} ${JSON.stringify(input)}`;
    contract(title, async (cloud) => {
      expect((await run(cloud, choice(rule), input)).output).toBe(matches ? '"yes"' : '"no"');
    });
  }

  contract('Choice: a missing variable fails the execution', async (cloud) => {
    const rule = { Variable: '$.no', NumericEquals: 1 };
    expect(await run(cloud, choice(rule))).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: `${where}Invalid path '$.no': The choice state's condition path references an invalid value.`,
    });
  });

  contract('Fail: error and cause from paths', async (cloud) => {
    const state = { Type: 'Fail', ErrorPath: '$.e', CausePath: "States.Format('for {}', $.e)" };
    expect(await run(cloud, only(state), { e: 'Bad' })).toMatchObject({
      status: 'FAILED',
      error: 'Bad',
      cause: 'for Bad',
    });
  });

  for (const [title, definition] of refused) {
    contract(`a definition ${title} is refused`, async (cloud) => {
      await expect(run(cloud, definition)).rejects.toMatchObject({
        name: 'InvalidDefinition',
        message: expect.stringMatching(/^Invalid State Machine Definition: '/),
      });
    });

    contract(`a definition ${title} is found faulty`, async ({ states }) => {
      const command = new ValidateStateMachineDefinitionCommand({ definition: JSON.stringify(definition) });
      const { result, diagnostics } = await states.send(command);
      expect(result).toBe('FAIL');
      expect(diagnostics?.[0]).toMatchObject({ severity: 'ERROR', code: expect.any(String) });
    });
  }
});
