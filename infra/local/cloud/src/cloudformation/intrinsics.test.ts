// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub has the placeholders of CloudFormation.
import { expect, test } from 'vitest';
import { resolve, type Scope, visitReferences } from './intrinsics.ts';
import { TemplateError, type Value } from './template.ts';

const scope: Scope = {
  ref: (name) => (name === 'List' ? ['a', 'b'] : `ref:${name}`),
  attribute: (logicalId, attribute) => `${logicalId}/${attribute}`,
  importValue: (name) => `imported:${name}`,
  condition: (name) => name === 'Yes',
};

test.each<[Value, Value | undefined]>([
  ['plain', 'plain'],
  [{ Ref: 'Bus' }, 'ref:Bus'],
  [{ Ref: 'AWS::NoValue' }, undefined],
  [{ Keep: 1, Drop: { Ref: 'AWS::NoValue' } }, { Keep: 1 }],
  [
    [1, { Ref: 'AWS::NoValue' }, 2],
    [1, 2],
  ],
  [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Queue/Arn'],
  [{ 'Fn::GetAtt': 'Queue.Arn' }, 'Queue/Arn'],
  [{ 'Fn::GetAtt': ['Database', 'Endpoint.Address'] }, 'Database/Endpoint.Address'],
  [{ 'Fn::Join': ['-', ['a', { Ref: 'B' }, 3]] }, 'a-ref:B-3'],
  [{ 'Fn::Join': [',', { Ref: 'List' }] }, 'a,b'],
  [{ 'Fn::Select': [1, { 'Fn::Split': ['/', 'x/y/z'] }] }, 'y'],
  [{ 'Fn::Select': ['0', ['only']] }, 'only'],
  [{ 'Fn::Sub': 'arn:${AWS::Partition}:${Queue.Arn}:${!Literal}' }, 'arn:ref:AWS::Partition:Queue/Arn:${Literal}'],
  [{ 'Fn::Sub': ['${name}-${Other}', { name: { 'Fn::GetAtt': ['Q', 'Name'] } }] }, 'Q/Name-ref:Other'],
  [{ 'Fn::ImportValue': 'stack:export' }, 'imported:stack:export'],
  [{ 'Fn::ImportValue': { 'Fn::Sub': '${Stack}-export' } }, 'imported:ref:Stack-export'],
  [{ 'Fn::If': ['Yes', 'on', 'off'] }, 'on'],
  [{ 'Fn::If': ['No', 'on', { Ref: 'AWS::NoValue' }] }, undefined],
  [{ 'Fn::Equals': [{ Ref: 'A' }, 'ref:A'] }, true],
  [{ 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }, true],
  [{ 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] }, false],
  [{ 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] }, true],
  // A policy statement has a `Condition` too, and only objects of one member are calls.
  [{ Condition: { Bool: { secure: { Ref: 'S' } } } }, { Condition: { Bool: { secure: 'ref:S' } } }],
  [
    { Ref: 'A', More: 1 },
    { Ref: 'A', More: 1 },
  ],
])('%j is %j', (value, expected) => {
  expect(resolve(value, scope)).toEqual(expected);
});

test.each<[Value, RegExp]>([
  [{ 'Fn::Base64': 'x' }, /Fn::Base64 is not supported locally/],
  [{ 'Fn::Select': [2, ['a']] }, /no element 2/],
  [{ 'Fn::Join': ['-', 'a'] }, /Expected a list/],
  [{ 'Fn::Sub': { no: 'text' } }, /Expected a list/],
])('%j is refused', (value, message) => {
  expect(() => resolve(value, scope)).toThrow(TemplateError);
  expect(() => resolve(value, scope)).toThrow(message);
});

test('references are found at any depth', () => {
  const found: string[] = [];
  const value: Value = {
    A: [{ Ref: 'One' }, { 'Fn::GetAtt': ['Two', 'Arn'] }, { 'Fn::GetAtt': 'Three.Arn' }],
    B: { 'Fn::Join': ['', [{ 'Fn::ImportValue': 'four' }, { 'Fn::Sub': '${Five}/${Six.Arn}/${!No}' }]] },
    C: { 'Fn::Sub': ['${Seven}', { x: { Ref: 'Eight' } }] },
  };
  visitReferences(value, (kind, name) => found.push(`${kind}:${name}`));
  expect(found.sort()).toEqual(
    ['One', 'Two', 'Three', 'Five', 'Six', 'Seven', 'Eight']
      .map((name) => `local:${name}`)
      .concat('export:four')
      .sort(),
  );
});
