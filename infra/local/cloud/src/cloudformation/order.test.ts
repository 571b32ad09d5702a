import { expect, test } from 'vitest';
import { collectExports, inDependencyOrder } from './order.ts';
import type { StackTemplate, TemplateResource, Value } from './template.ts';

const needs = (...values: Value[]): TemplateResource => ({ Type: 'T', Properties: { values } });

function order(...templates: StackTemplate[]): string[] {
  return inDependencyOrder(templates, collectExports(templates)).map(({ key }) => key);
}

test('a resource comes after everything that it refers to, also in other stacks', () => {
  const later: StackTemplate = {
    stackName: 'later',
    template: {
      Resources: {
        Rule: needs({ 'Fn::ImportValue': 'bus' }, { Ref: 'Function' }),
        Function: { ...needs(), DependsOn: ['Policy'] },
        Policy: needs({ Ref: 'AWS::Region' }),
      },
    },
  };
  const earlier: StackTemplate = {
    stackName: 'earlier',
    template: {
      Resources: { Alone: needs(), Bus: needs() },
      Outputs: { Bus: { Value: { 'Fn::GetAtt': ['Bus', 'Arn'] }, Export: { Name: 'bus' } } },
    },
  };
  expect(order(later, earlier)).toEqual([
    'earlier/Bus',
    'later/Policy',
    'later/Function',
    'later/Rule',
    'earlier/Alone',
  ]);
});

test('a circular dependency is refused, with its path', () => {
  const template = { Resources: { A: needs({ Ref: 'B' }), B: needs({ Ref: 'A' }) } };
  expect(() => order({ stackName: 's', template })).toThrow('Resources depend on each other: s/A → s/B → s/A');
});

test('an import without an export is refused by its name', () => {
  const template = { Resources: { A: needs({ 'Fn::ImportValue': 'gone' }) } };
  expect(() => order({ stackName: 's', template })).toThrow('s imports gone, which no template exports');
});
