import { comparisonOperators, type OperandType, stringMatches, typeTests } from '../choice/operators.ts';
import { and, comparing, comparingPaths, isPresent, not, or, type Rule, testing } from '../choice/rule.ts';
import { parsePath } from '../json-path/parse.ts';
import type { Path } from '../json-path/types.ts';
import { parseTimestamp } from '../timestamp.ts';
import type { Reader } from './reader.ts';

const selectors = ['And', 'Or', 'Not', 'Variable', 'Condition'];

const operators = [
  ...[...comparisonOperators.keys()].flatMap((name) => [name, `${name}Path`]),
  'StringMatches',
  ...typeTests.keys(),
  'IsPresent',
];

/** Stands for a faulty rule; a faulty definition never runs. */
const never: Rule = () => false;
const nowhere = parsePath('$');

/** Reads one rule of `Choices`, with the state that it leads to. */
export function readChoice(reader: Reader): { rule: Rule; next: string } {
  reader.require('Next');
  const next = reader.string('Next') ?? '';
  const rule = readRule(reader);
  return { rule, next };
}

function readRule(reader: Reader): Rule {
  const present = selectors.filter((field) => reader.has(field));
  if (present.length !== 1) {
    reader.fault(undefined, `The object must have only one of the following fields, [${selectors.join(', ')}]`);
  }
  const rule = readSelected(reader, present[0]);
  reader.finish();
  return rule;
}

function readSelected(reader: Reader, selector: string | undefined): Rule {
  switch (selector) {
    case 'And':
      return and(readRules(reader, 'And'));
    case 'Or':
      return or(readRules(reader, 'Or'));
    case 'Not': {
      const negated = reader.object('Not');
      return negated ? not(readRule(negated)) : never;
    }
    case 'Condition':
      reader.raw('Condition');
      reader.fault(
        undefined,
        "The QueryLanguage is set to 'JSONPath', but field 'Condition' is only supported for the 'JSONata' QueryLanguage",
      );
      return never;
    default:
      return selector === 'Variable' ? readComparison(reader) : never;
  }
}

function readRules(reader: Reader, field: 'And' | 'Or'): Rule[] {
  const value = reader.raw(field);
  if (Array.isArray(value) && value.length === 0) reader.fault(field, 'Value cannot be empty');
  return reader.objects(field).map(readRule);
}

function readComparison(reader: Reader): Rule {
  const variable = reader.referencePath('Variable');
  const [operator, ...others] = operators.filter((field) => reader.has(field));
  if (operator === undefined) {
    reader.fault(undefined, `This object should have only one of the following fields: [${operators.join(', ')}]`);
    return never;
  }
  if (others.length > 0) reader.onlyOne([operator, ...others], 'needed');
  for (const other of others) reader.raw(other);
  const rule = readOperator(reader, variable ?? nowhere, operator);
  return variable ? rule : never;
}

function readOperator(reader: Reader, variable: Path, operator: string): Rule {
  if (operator === 'StringMatches') {
    const pattern = reader.string(operator);
    return pattern === undefined ? never : testing(variable, stringMatches(pattern));
  }
  if (operator === 'IsPresent') return isPresent(variable, reader.boolean(operator) ?? false);
  const typeTest = typeTests.get(operator);
  if (typeTest) return testing(variable, typeTest, reader.boolean(operator) ?? false);
  const comparison = comparisonOperators.get(operator);
  if (comparison) return comparing(variable, comparison.compare, readOperand(reader, operator, comparison.type));
  const operand = reader.referencePath(operator);
  const compare = comparisonOperators.get(operator.slice(0, -'Path'.length))?.compare;
  return operand && compare ? comparingPaths(variable, compare, operand) : never;
}

function readOperand(reader: Reader, field: string, type: OperandType): unknown {
  if (type === 'Number') return reader.float(field, {});
  if (type === 'Boolean') return reader.boolean(field);
  const text = reader.string(field);
  if (type === 'Timestamp' && text !== undefined && !parseTimestamp(text)) {
    return reader.fault(field, 'String does not match RFC3339 timestamp');
  }
  return text;
}
