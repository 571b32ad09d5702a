import { describe, expect, test } from 'vitest';
import { seededIds } from '../../testing/virtual-clock.ts';
import { RuntimeFailure } from '../failures.ts';
import { Payload } from '../json/payload.ts';
import { evaluateIntrinsic } from './evaluate.ts';
import { parseIntrinsic } from './parse.ts';

function evaluate(text: string, data: unknown = {}, seed = 1): unknown {
  const scope = {
    data: Payload.ofValue(data),
    context: () => ({ Execution: { Name: 'run', Input: data } }),
    ids: seededIds(seed),
  };
  return evaluateIntrinsic(parseIntrinsic(text), text, scope);
}

describe('values, as AWS gives them', () => {
  test.each<[expression: string, data: unknown, value: unknown]>([
    ["States.Format('Hello {}, {}', $.a, 2)", { a: 'Ada' }, 'Hello Ada, 2'],
    ["States.Format('a\\'b \\{\\} \\\\ {}', $.a)", { a: null }, "a'b {} \\ null"],
    ["States.Format('{} {}', $.a, $.b)", { a: { x: 1, y: ['z'] }, b: true }, '{x=1, y=[z]} true'],
    ["States.Format('{}', States.StringToJson($.a))", { a: '"x"' }, '"x"'],
    ['States.Format($.template, $$.Execution.Name)', { template: 'is {}' }, 'is run'],
    ['States.StringToJson($.a)', { a: ' {"b":[1]} ' }, { b: [1] }],
    ['States.StringToJson($.a)', { a: ' ' }, null],
    ['States.JsonToString($.a)', { a: { b: [1, 'x'] } }, '{"b":[1,"x"]}'],
    ['States.Array()', {}, []],
    ["States.Array(1, 'x', true, null, $.a)", { a: [2] }, [1, 'x', true, null, [2]]],
    ['States.ArrayPartition($.a, 2.6)', { a: [1, 2, 3] }, [[1, 2], [3]]],
    ['States.ArrayContains($.a, $.b)', { a: [{ x: 1, y: 2 }], b: { y: 2, x: 1 } }, true],
    ['States.ArrayContains($.a, 3)', { a: [1] }, false],
    ['States.ArrayRange(1, 9, 2)', {}, [1, 3, 5, 7, 9]],
    ['States.ArrayRange(5, 1, -2)', {}, [5, 3, 1]],
    ['States.ArrayRange(5, 1, 1)', {}, []],
    ['States.ArrayRange(5.4, -0.6, -2.4)', {}, [5, 3, 1]],
    ['States.ArrayGetItem($.a, 1.2)', { a: [10, 20] }, 20],
    ['States.ArrayGetItem($.a, 9)', { a: [] }, null],
    ['States.ArrayLength($.a)', { a: [1, 2] }, 2],
    ['States.ArrayUnique($.a)', { a: [1, 2, 3, 3, 1] }, [1, 2, 3]],
    ['States.ArrayUnique($.a)', { a: [true, false, true] }, [true, false]],
    [
      'States.ArrayUnique($.a)',
      {
        a: [
          [1, 2],
          [2, 1],
          [1, 2],
        ],
      },
      [
        [1, 2],
        [2, 1],
      ],
    ],
    ['States.ArrayUnique($.a)', { a: [1, '1', '01', null, null] }, [1, '1', '01', null]],
    ["States.Base64Encode('Data to encode')", {}, 'RGF0YSB0byBlbmNvZGU='],
    ["States.Base64Decode('4pyT')", {}, '✓'],
    ["States.Hash('hello', 'MD5')", {}, '5d41402abc4b2a76b9719d911017c592'],
    ["States.Hash('hello', 'SHA-1')", {}, 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d'],
    ['States.JsonMerge($.a, $.b, false)', { a: { x: { p: 1 }, y: 1 }, b: { x: { q: 2 } } }, { x: { q: 2 }, y: 1 }],
    ["States.JsonMerge($.a, $.b, 'false')", { a: {}, b: { x: 1 } }, { x: 1 }],
    ['States.MathAdd(1.49, 1.5)', {}, 3],
    ['States.MathAdd(-1.5, -1.51)', {}, -3],
    ['States.MathAdd(-0.5, 0)', {}, 0],
    ['States.MathAdd(2147483646, 1)', {}, 2147483647],
    ["States.StringSplit(',a.,b,', ',.')", {}, ['a', 'b']],
    ["States.StringSplit('Hello\nWorld', '\n')", {}, ['Hello', 'World']],
    ["States.StringSplit('', ',')", {}, []],
    ["States.ArrayGetItem(States.StringSplit('a-b-c', '-'), States.MathAdd(1, 1))", {}, 'c'],
  ])('%s', (expression, data, value) => {
    expect(evaluate(expression, data)).toEqual(value);
  });
});

describe('failures, as AWS words them', () => {
  test.each([
    [
      "States.Format('{}', $.nope)",
      "The JsonPath argument for the field '$.nope' could not be found in the input '{}'",
    ],
    [
      "States.Format('{} {}', 1)",
      'Invalid arguments in States.Format: number of arguments do not match the occurrences of {}.',
    ],
    ["States.Format('{', 1)", 'Invalid arguments in States.Format'],
    ["States.StringToJson('{bad}')", 'Invalid arguments in States.StringToJson'],
    ['States.StringToJson(1)', 'Invalid arguments in States.StringToJson'],
    ["States.ArrayLength('x')", 'Invalid arguments in States.ArrayLength'],
    ['States.ArrayPartition(States.Array(1), 0.6)', 'Invalid arguments in States.ArrayPartition'],
    ['States.ArrayRange(1, 1001, 1)', 'Invalid arguments in States.ArrayRange'],
    ['States.ArrayRange(1, 5, 0.4)', 'Invalid arguments in States.ArrayRange'],
    ['States.ArrayGetItem(States.Array(1), 1)', 'Invalid arguments in States.ArrayGetItem'],
    ['States.ArrayGetItem(States.Array(1), -1)', 'Invalid arguments in States.ArrayGetItem'],
    [`States.Hash('${'a'.repeat(10_001)}', 'MD5')`, 'Invalid arguments in States.Hash'],
    ["States.Hash('a', 'sha-256')", 'Invalid arguments in States.Hash'],
    ["States.Hash('a', 'constructor')", 'Invalid arguments in States.Hash'],
    ['States.JsonMerge(null, null, false)', 'Invalid arguments in States.JsonMerge'],
    [
      "States.JsonMerge(States.StringToJson('{}'), States.StringToJson('{}'), true)",
      'Invalid arguments in States.JsonMerge',
    ],
    ['States.MathAdd(2147483647, 1)', 'Invalid arguments in States.MathAdd'],
    ["States.MathAdd('1', 1)", 'Invalid arguments in States.MathAdd'],
    ['States.MathRandom(1.4, 1.6)', 'Invalid arguments in States.MathRandom'],
    ['States.MathRandom(1)', 'Invalid arguments in States.MathRandom'],
    ['States.UUID(1)', 'Invalid arguments in States.UUID'],
    ["States.Array(States.ArrayLength('x'))", 'Invalid arguments in States.ArrayLength'],
  ])('%s', (expression, problem) => {
    const run = () => evaluate(expression);
    expect(run).toThrow(RuntimeFailure);
    expect(run).toThrow(`The function '${expression}' had the following error: ${problem}`);
  });
});

describe('refused by the grammar', () => {
  test.each([
    'States.Nope()',
    'States.Format',
    "States.Format('a'",
    "States.Format('a',)",
    "States.Format('a)",
    "States.Format('a\\n')",
    'States.Format("a")',
    "States.Format('a') x",
    'States.Array(x)',
    'Format()',
    `States.Array(${'States.Array('.repeat(10)}${')'.repeat(10)})`,
  ])('%s', (expression) => {
    expect(() => parseIntrinsic(expression)).toThrow();
  });
});

test('a seed gives the same number each time, in range', () => {
  const draw = () => evaluate('States.MathRandom(1, 100, 42)');
  expect(draw()).toBe(draw());
  for (let seed = 0; seed < 50; seed++) {
    expect(evaluate(`States.MathRandom(-3, 3, ${seed})`)).toSatisfy((drawn: number) => drawn >= -3 && drawn < 3);
    expect(evaluate('States.MathRandom(-3, 3)', {}, seed)).toSatisfy((drawn: number) => drawn >= -3 && drawn < 3);
  }
});

test('ids are the context’s', () => {
  expect(evaluate('States.UUID()')).toBe(seededIds(1).uuid());
});
