import { describe, expect, test } from 'vitest';
import { loadDefinition, substitute } from '../services/workflow/definition.ts';
import {
  ConfigError,
  checkFigures,
  maxExecutionSeconds,
  rollbackTries,
  rollbackWaitsSeconds,
  stageConfig,
  stageNames,
  sweeperFirstBoundSeconds,
  timeoutBudgetSeconds,
  visibilityTimeoutSeconds,
} from './config.ts';

const { stage: _stage, ...figures } = stageConfig('dev');

test.each([
  // stage, visibility, budget, longest execution, sweeper's first bound (all in seconds)
  ['dev', 60, 690, 5428, 5518],
  ['prod', 60, 690, 5428, 5518],
  ['local', 18, 23, 178, 242],
] as const)('derived figures of stage %s', (stage, visibility, budget, execution, bound) => {
  const config = stageConfig(stage);
  expect(visibilityTimeoutSeconds(config)).toBe(visibility);
  expect(timeoutBudgetSeconds(config)).toBe(budget);
  expect(maxExecutionSeconds(config)).toBe(execution);
  expect(sweeperFirstBoundSeconds(config)).toBe(bound);
});

test('stage local finishes within 40 s what a kill left in flight', () => {
  const { consumer, scheduled, workflow } = stageConfig('local');
  expect(Math.max(consumer.timeoutSeconds, scheduled.timeoutSeconds)).toBeLessThanOrEqual(3);
  const { debitTimeoutSeconds, creditTimeoutSeconds, rollbackTimeoutSeconds } = workflow;
  expect(Math.max(debitTimeoutSeconds, creditTimeoutSeconds, rollbackTimeoutSeconds)).toBeLessThanOrEqual(30);
});

describe('refuses, in one sentence', () => {
  test.each([undefined, '', 'DEV', 'production', 7, 'constructor'])('stage %j', (stage) => {
    expect(() => stageConfig(stage)).toThrow(ConfigError);
    expect(() => stageConfig(stage)).toThrow(
      /^Unknown stage .*: choose one of dev, prod, local, localstack, as in -c stage=dev\.$/,
    );
  });

  test.each([
    [
      'a time-out of zero',
      { consumer: { ...figures.consumer, timeoutSeconds: 0 } },
      /consumer\.timeoutSeconds is out of range/,
    ],
    [
      'half a second',
      { consumer: { ...figures.consumer, timeoutSeconds: 1.5 } },
      /consumer\.timeoutSeconds is out of range/,
    ],
    [
      'a concurrency of one',
      { consumer: { ...figures.consumer, maximumConcurrency: 1 } },
      /consumer\.maximumConcurrency is out/,
    ],
    [
      'more instances kept initialized than can run',
      { consumer: { ...figures.consumer, provisionedConcurrency: 6 } },
      /consumer\.provisionedConcurrency is 6, but no more than consumer\.maximumConcurrency, 5, can ever run/,
    ],
    ['a retention that AWS does not offer', { logRetentionDays: 8 }, /logRetentionDays is out of range/],
    ['an unknown figure', { surprise: 1 }, /out of range \(Unrecognized key/],
    [
      'storage with hardly any room to grow',
      { aws: { ...figures.aws, database: { ...figures.aws?.database, maxStorageGiB: 22, storageGiB: 21 } } },
      /aws\.database\.maxStorageGiB is 22, but must be at least a tenth above aws\.database\.storageGiB, 21/,
    ],
    [
      'a database in one zone',
      { aws: { ...figures.aws, network: { ...figures.aws?.network, availabilityZones: 1 } } },
      /aws\.network\.availabilityZones is out of range/,
    ],
    [
      'a run longer than its period',
      { scheduled: { timeoutSeconds: 60, memoryMiB: 128 } },
      /must be under the 60 s between two runs/,
    ],
    [
      'a lease shorter than its claimer',
      { outbox: { leaseSeconds: 25 } },
      /outbox\.leaseSeconds is 25, but must outlast/,
    ],
    [
      'a state that gives up on a running step',
      { workflow: { ...figures.workflow, creditTimeoutSeconds: 690 } },
      /creditTimeoutSeconds is 690, but must exceed the 690 s/,
    ],
  ])('%s', (_name, change, sentence) => {
    const check = () => checkFigures('dev', { ...figures, ...change });
    expect(check).toThrow(ConfigError);
    expect(check).toThrow(sentence);
    expect(check).toThrow(/^Stage dev: [^\n]*\.$/);
  });
});

test('the configuration knows the length of the rollback loop', () => {
  const { States: states } = JSON.parse(
    substitute(loadDefinition(), {
      ...{ DebitQueueUrl: '', CreditQueueUrl: '', RollbackQueueUrl: '' },
      ...{ DebitTimeoutSeconds: 1, CreditTimeoutSeconds: 1, RollbackTimeoutSeconds: 1 },
    }),
  );
  const last = states.RollbackTries.Choices[0].NumericGreaterThanEquals;
  let { tries, waitSeconds } = states.FirstRollback.Result;
  let waited = 0;
  // Like NextRollback: the wait is doubled first.
  for (; tries < last; tries += 1) {
    waitSeconds *= 2;
    waited += waitSeconds;
  }
  expect({ tries, waited }).toEqual({ tries: rollbackTries, waited: rollbackWaitsSeconds });
});

test('every stage passes its own check', () => {
  for (const stage of stageNames) expect(stageConfig(stage).stage).toBe(stage);
});
