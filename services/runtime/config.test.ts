import { describe, expect, test } from 'vitest';
import { create as createCredit } from '../credit/credit.lambda.ts';
import { create as createDebit } from '../debit/debit.lambda.ts';
import { create as createIntake } from '../intake/intake.lambda.ts';
import { create as createRelay } from '../outbox/relay.lambda.ts';
import { create as createProjections } from '../projections/projections.lambda.ts';
import { create as createRollback } from '../rollback/rollback.lambda.ts';
import { create as createSweeper } from '../sweeper/sweeper.lambda.ts';
import { type Environment, EnvironmentError, requiredInteger, requiredText } from './config.ts';
import type { Runtime } from './runtime.ts';

test.each([undefined, ''])('a variable that is %j is missing, and named', (value) => {
  expect(() => requiredText({ EVENT_BUS_NAME: value }, 'EVENT_BUS_NAME')).toThrow(EnvironmentError);
  expect(() => requiredText({ EVENT_BUS_NAME: value }, 'EVENT_BUS_NAME')).toThrow('EVENT_BUS_NAME');
});

test.each(['1', '3600', ' 5 '])('"%s" is in range', (text) => {
  expect(requiredInteger({ SECONDS: text }, 'SECONDS', 1, 3600)).toBe(Number(text));
});

test.each(['0', '3601', '1.5', 'ten', '-1', 'NaN'])('"%s" is refused in a sentence', (text) => {
  expect(() => requiredInteger({ SECONDS: text }, 'SECONDS', 1, 3600)).toThrow(
    `SECONDS is "${text}"; it must be a whole number from 1 to 3600`,
  );
});

describe('a function fails when it is created if a variable is', () => {
  const outbox = ['EVENT_BUS_NAME', 'STATE_MACHINE_ARN', 'OUTBOX_LEASE_SECONDS'];
  const command = [...outbox, 'MESSAGE_MAX_FAULTS'];
  const variablesOf = {
    intake: [...command, 'SWEEPER_FIRST_BOUND_SECONDS'],
    debit: command,
    credit: command,
    rollback: command,
    relay: outbox,
    sweeper: [...outbox, 'SWEEPER_FIRST_BOUND_SECONDS', 'SWEEPER_LIMIT', 'ATTENTION_ATTEMPT'],
    projections: ['MESSAGE_MAX_FAULTS'],
  };
  type Name = keyof typeof variablesOf;
  const creates: Record<Name, (runtime: Runtime, env: Environment) => unknown> = {
    intake: createIntake,
    debit: createDebit,
    credit: createCredit,
    rollback: createRollback,
    relay: createRelay,
    sweeper: createSweeper,
    projections: createProjections,
  };
  const ranges: Record<string, [min: number, max: number]> = {
    OUTBOX_LEASE_SECONDS: [1, 3600],
    MESSAGE_MAX_FAULTS: [1, 1000],
    SWEEPER_FIRST_BOUND_SECONDS: [1, 86_400],
    SWEEPER_LIMIT: [1, 10_000],
    ATTENTION_ATTEMPT: [2, 1000],
  };
  const sound: Environment = {
    EVENT_BUS_NAME: 'zeroloss',
    STATE_MACHINE_ARN: 'arn:aws:states:eu-central-1:000000000000:stateMachine:zeroloss-transfer',
    ...Object.fromEntries(Object.entries(ranges).map(([name, [min]]) => [name, String(min)])),
  };
  const runtime = { shards: {} } as Runtime;
  const names = Object.keys(variablesOf) as Name[];
  const each = names.flatMap((name) => variablesOf[name].map((variable) => [name, variable] as const));

  test.each(each)('missing: %s, %s', (name, variable) => {
    expect(() => creates[name](runtime, { ...sound, [variable]: undefined })).toThrow(
      new EnvironmentError(`the environment variable ${variable} is missing`),
    );
  });

  test.each(each.filter(([, variable]) => ranges[variable]))('wrong: %s, %s', (name, variable) => {
    const [min, max] = ranges[variable] ?? [0, 0];
    for (const value of ['soon', String(min - 1), String(max + 1)]) {
      expect(() => creates[name](runtime, { ...sound, [variable]: value })).toThrow(
        new EnvironmentError(`${variable} is "${value}"; it must be a whole number from ${min} to ${max}`),
      );
    }
  });

  test.each(names)('(%s needs no other variable)', (name) => {
    const env = Object.fromEntries(variablesOf[name].map((variable) => [variable, sound[variable]]));
    expect(creates[name](runtime, env)).toBeTypeOf('function');
  });
});
