import validate from 'asl-validator';
import { describe, expect, test } from 'vitest';
import { loadDefinition, stripComments, substitute } from './definition.ts';

const values = {
  DebitQueueUrl: 'https://sqs.eu-central-1.amazonaws.com/000000000000/zeroloss-debit.fifo',
  CreditQueueUrl: 'https://sqs.eu-central-1.amazonaws.com/000000000000/zeroloss-credit.fifo',
  RollbackQueueUrl: 'https://sqs.eu-central-1.amazonaws.com/000000000000/zeroloss-rollback.fifo',
  DebitTimeoutSeconds: 901,
  CreditTimeoutSeconds: 902,
  RollbackTimeoutSeconds: 903,
};
interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly TimeoutSeconds?: number;
  readonly Resource?: string;
  readonly Parameters?: Record<string, unknown>;
  readonly Retry?: unknown;
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Choices?: readonly {
    readonly Next: string;
    readonly StringEquals?: string;
    readonly NumericGreaterThanEquals?: number;
  }[];
  readonly Result?: Record<string, number>;
}
const read = () => JSON.parse(substitute(loadDefinition(), values));
const { StartAt, States }: { StartAt: string; States: Record<string, State> } = read();
const state = (name: string): State => {
  const found = States[name];
  if (!found) throw new Error(`there is no state ${name}`);
  return found;
};
const callbackStates = ['Debit', 'Credit', 'Rollback'] as const;

describe('comments', () => {
  test.each([
    ['{ "a": 1 } // one', '{ "a": 1 }'],
    ['// alone\n{}', '{}'],
    ['{ "url": "https://x//y" } // "quoted"', '{ "url": "https://x//y" }'],
    ['{ "a": "say \\"hi\\" // not a comment" }', '{ "a": "say \\"hi\\" // not a comment" }'],
    ['{\n\n  // gap\n\n  "a": 1\n}', '{\n  "a": 1\n}'],
  ])('%j', (text, stripped) => {
    expect(stripComments(text)).toBe(stripped);
  });

  test('none is left, and the definition is below Step Functions’ limit of a megabyte', () => {
    expect(loadDefinition()).not.toMatch(/^\s*\/\//m);
    expect(loadDefinition().length).toBeLessThan(1_048_576);
  });
});

describe('placeholders', () => {
  test('each is filled in', () => {
    expect(substitute(loadDefinition(), values)).not.toContain('${');
    expect(callbackStates.map((name) => state(name).TimeoutSeconds)).toEqual([901, 902, 903]);
  });
  test.each(Object.keys(values))('a missing %s is named', (name) => {
    const { [name as keyof typeof values]: _, ...rest } = values;
    expect(() => substitute(loadDefinition(), rest)).toThrow(name);
  });
});

test('asl-validator accepts it', () => {
  const { isValid, errors } = validate(read(), { checkPaths: true, checkArn: true });
  expect(errors).toEqual([]);
  expect(isValid).toBe(true);
});

/** Every way out of every state: the design's branches and no others. */
test.each<[state: string, type: string, ways: string[]]>([
  ['Debit', 'Task', ['Credit', 'DebitRefused,DebitCancelled -> DebitNotApplied', 'States.ALL -> FirstRollback']],
  ['Credit', 'Task', ['Completed', 'States.ALL -> FirstRollback']],
  ['DebitNotApplied', 'Pass', ['Rejected']],
  ['FirstRollback', 'Pass', ['Rollback']],
  ['Rollback', 'Task', ['OutcomeFound', 'States.ALL -> RollbackTries']],
  [
    'OutcomeFound',
    'Choice',
    ['RolledBack: RolledBack', 'Rejected: Rejected', 'Completed: Completed', 'else NeedsAttention'],
  ],
  ['RollbackTries', 'Choice', ['NeedsAttention', 'else NextRollback']],
  ['NextRollback', 'Pass', ['BackOff']],
  ['BackOff', 'Wait', ['Rollback']],
  ['Completed', 'Succeed', []],
  ['Rejected', 'Succeed', []],
  ['RolledBack', 'Succeed', []],
  ['NeedsAttention', 'Fail', []],
])('%s (%s) goes on to %j', (name, type, ways) => {
  const { Type, Next, Catch = [], Choices = [], Default } = state(name);
  const choices = Choices.map((choice) =>
    choice.StringEquals ? `${choice.StringEquals}: ${choice.Next}` : choice.Next,
  );
  const catches = Catch.map(({ ErrorEquals, Next: next }) => `${ErrorEquals} -> ${next}`);
  expect(Type).toBe(type);
  expect([...(Next ? [Next] : []), ...choices, ...(Default ? [`else ${Default}`] : []), ...catches]).toEqual(ways);
});

test('the table above knows every state', () => {
  expect(Object.keys(States)).toHaveLength(13);
});

test('the happy path is two task states', () => {
  const path: string[] = [];
  for (let at: string | undefined = StartAt; at; at = state(at).Next) path.push(at);
  expect(path).toEqual(['Debit', 'Credit', 'Completed']);
});

describe.each(callbackStates)('%s waits for a callback', (name) => {
  const { Resource, Parameters = {}, Retry } = state(name);
  test('to its own message, in the group of one account', () => {
    expect(Resource).toBe('arn:aws:states:::sqs:sendMessage.waitForTaskToken');
    expect(Parameters.QueueUrl).toBe(values[`${name}QueueUrl`]);
    expect(Parameters['MessageGroupId.$']).toBe(name === 'Credit' ? '$.toAccount' : '$.fromAccount');
  });
  test('which is deduplicated by the token, never by the transfer: a second visit has a new token', () => {
    expect(Parameters['MessageDeduplicationId.$']).toBe("States.Hash($$.Task.Token, 'SHA-256')");
    expect(Parameters.MessageBody).toMatchObject({ command: name, 'taskToken.$': '$$.Task.Token' });
    expect(Retry).toBeUndefined();
  });
});

test('the rollback loop counts from one and ends (infra/config.test.ts holds it against the time-out budget)', () => {
  expect(state('FirstRollback').Result).toEqual({ tries: 1, waitSeconds: 2 });
  expect(state('RollbackTries').Choices?.[0]?.NumericGreaterThanEquals).toBe(4);
});
