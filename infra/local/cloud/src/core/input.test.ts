import { expect, test } from 'vitest';
import {
  type Fields,
  type InputErrors,
  ignored,
  integer,
  list,
  refused,
  required,
  Shape,
  structure,
  text,
} from './input.ts';
import { AwsError } from './service.ts';

const collecting: InputErrors = {
  wrongType: (_value, wanted, name) => new AwsError('WrongType', `${name}: ${wanted}`),
  violations: (message) => new AwsError('Violations', message),
};
const throwing: InputErrors = { ...collecting, missing: (name) => new AwsError('Missing', name) };

const read = (fields: Fields, input: object, errors = collecting) => new Shape(fields).read(input, errors);

test('an input without nulls is not copied', () => {
  const input = { Name: 'a', Other: [null] };
  expect(read({ Name: required(text()) }, input)).toBe(input);
});

test('a null is a missing field, also in structures and lists', () => {
  const fields = { Name: text(), Inner: structure({ Name: text() }), List: list(structure({ Name: text() })) };
  const input = { Name: null, Inner: { Name: null }, List: [null, { Name: 'a' }] };
  expect(read(fields, input)).toEqual({ Name: undefined, Inner: { Name: undefined }, List: [{}, { Name: 'a' }] });
  expect(input.Name).toBeNull();
});

test('violations are collected in order of the fields, with their paths', () => {
  const fields = { Name: required(text()), Entries: list(structure({ Size: integer({ max: 1 }) }), { max: 1 }) };
  expect(() => read(fields, { Entries: [{ Size: 2 }] })).toThrow(
    "2 validation errors detected: Value null at 'name' failed to satisfy constraint: Member must not be null; " +
      "Value '2' at 'entries.1.member.size' failed to satisfy constraint: Member must have value less than or equal to 1",
  );
});

test.each([[{}], [{ Name: '' }], [{ Name: null }]])(
  'a service can refuse a missing or empty field at once: %o',
  (input) => {
    expect(() => read({ Name: required(text()) }, input, throwing)).toThrow(new AwsError('Missing', 'Name'));
  },
);

test('a refused field is an error only after all violations', () => {
  const fields = { Key: refused('keys', () => new AwsError('NoKeys', 'no keys')), Size: integer({ min: 1 }) };
  expect(() => read(fields, { Key: 'k' })).toThrow('no keys');
  expect(() => read(fields, { Key: 'k', Size: 0 })).toThrow('greater than or equal to 1');
});

test('an ignored field is accepted, and checked if it has a type', () => {
  const fields = { Free: ignored('no effect'), Role: ignored('no effect', text()) };
  expect(read(fields, { Free: 1, Role: 'r' })).toEqual({ Free: 1, Role: 'r' });
  expect(() => read(fields, { Role: 1 })).toThrow('Role: String');
});
