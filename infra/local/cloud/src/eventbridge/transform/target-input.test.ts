import { describe, expect, test } from 'vitest';
import { composeEvent } from '../bus-event.ts';
import type { Target } from '../model.ts';
import { OutputNotJson } from './input-template.ts';
import { compileTargetInput } from './target-input.ts';

const event = composeEvent({
  id: 'event-1',
  detailType: 'Type "T"',
  source: 'test',
  account: '000000000000',
  region: 'us-east-1',
  resources: [],
  detail:
    '{"user": "u-1", "big": 12345678901234567890, "yes": true, "one": ["HIGH"], "two": ["A", "B"], "o": {"k": "v"}}',
  timeMs: Date.UTC(2026, 0, 2, 3, 4, 5),
  acceptedMs: Date.UTC(2026, 0, 2, 3, 4, 6, 7),
});
const rule = { arn: 'arn:aws:events:us-east-1:000000000000:rule/bus/rule', name: 'rule' };
const input = (settings: Partial<Target>) => compileTargetInput({ Id: '1', Arn: 'arn', ...settings })(event, rule);

const InputPathsMap = {
  user: '$.detail.user',
  big: '$.detail.big',
  yes: '$.detail.yes',
  one: '$.detail.one',
  two: '$.detail.two',
  o: '$.detail.o',
  type: '$.detail-type',
  none: '$.detail.none',
};
const filled = (InputTemplate: string) => input({ InputTransformer: { InputPathsMap, InputTemplate } });

test('the event, a constant, or a part', () => {
  expect(input({})).toBe(
    '{"version":"0","id":"event-1","detail-type":"Type \\"T\\"","source":"test","account":"000000000000",' +
      '"time":"2026-01-02T03:04:05Z","region":"us-east-1","resources":[],' +
      '"detail":{"user":"u-1","big":12345678901234567890,"yes":true,"one":["HIGH"],"two":["A","B"],"o":{"k":"v"}}}',
  );
  expect(input({ Input: '{"x": 1}' })).toBe('{"x": 1}');
  expect(input({ InputPath: '$.detail.big' })).toBe('12345678901234567890');
  expect(input({ InputPath: '$.detail.user' })).toBe('"u-1"');
});

describe('templates', () => {
  test.each([
    ['{"id": <user>, "big": <big>}', '{"id": "u-1", "big": 12345678901234567890}'],
    ['{"id": "<user>"}', '{"id": "u-1"}'],
    ['{"path": "users/<user>/<user>"}', '{"path": "users/u-1/u-1"}'],
    ['{"o": <o>, "list": [<one>, <yes>]}', '{"o": {"k":"v"}, "list": [["HIGH"], true]}'],
    ['{"none": <none>, "text": "<none>!"}', '{"none": "", "text": "!"}'],
    ['{"quoted": "a \\"<user>\\"", "type": <type>}', '{"quoted": "a \\"u-1\\"", "type": "Type \\"T\\""}'],
    ['"User <user> is <yes>"', '"User u-1 is true"'],
    ['"<one> and <two> and <o>"', '"[HIGH] and [A,B] and {k:v}"'],
    ['"<none> is nothing"', '" is nothing"'],
    ['"<user> one"\n"<two> two"', '"u-1 one"\n"[A,B] two"'],
    ['<o>', '{"k":"v"}'],
    ['{"rule": <aws.events.rule-name>}', '{"rule": "rule"}'],
    ['"<aws.events.rule-arn>"', '"arn:aws:events:us-east-1:000000000000:rule/bus/rule"'],
    ['{"at": <aws.events.event.ingestion-time>}', '{"at": "2026-01-02T03:04:06.007Z"}'],
    ['{"e": <aws.events.event.json>}', `{"e": ${event.text}}`],
    [
      '{"e": <aws.events.event>}',
      '{"e": {"id":"event-1","account":"000000000000","detailType":"Type \\"T\\"","time":"2026-01-02T03:04:05Z",' +
        '"source":"test","region":"us-east-1","resources":[],"version":"0"}}',
    ],
  ])('%s', (template, output) => {
    expect(filled(template)).toBe(output);
  });

  test.each(['{"o": "<o>"}', '{"list": "<one>"}', '<one> single item'])('%s makes no JSON', (template) => {
    expect(() => filled(template)).toThrow(OutputNotJson);
  });
});
