import { describe, expect, test } from 'vitest';
import { awsError, RecordingCloud } from '../../test/support/recording-cloud.ts';
import type { OutboxConfig } from '../runtime/config.ts';
import { MemoryMetrics } from '../runtime/metrics.ts';
import type { Configured } from '../runtime/runtime.ts';
import { callbackMessage, type EventMessage, outcomeMessage, startMessage } from './message.ts';
import { publishEvents } from './publish-events.ts';
import { sendCallback } from './send-callback.ts';
import { startExecution } from './start-execution.ts';

const transferId = '5c52828b-a53e-588f-869c-8ea4a0a6430a';
const stateMachineArn = 'arn:aws:states:::stateMachine:zeroloss-transfer';
const config: OutboxConfig = { eventBusName: 'zeroloss', stateMachineArn, leaseSeconds: 60 };

/** A runtime without a database: nothing here needs one. */
function against(cloud: RecordingCloud) {
  const errors: string[] = [];
  const log = { info() {}, warn() {}, error: (message: string) => errors.push(message) };
  const metrics = new MemoryMetrics();
  return {
    runtime: { ...cloud.clients, config, log, metrics } as unknown as Configured<OutboxConfig>,
    errors,
    metrics,
  };
}

const event = (id: number, size = 0): EventMessage => ({
  id: `event-${id}`,
  kind: 'event',
  transferId,
  payload: { detailType: 'TransferCompleted', detail: { id, filling: 'x'.repeat(size) } },
});
const events = (count: number, size = 0) => Array.from({ length: count }, (_, index) => event(index, size));

describe('events go in batches', () => {
  test.each<[what: string, messages: EventMessage[], calls: number | undefined]>([
    ['none', [], undefined],
    ['one', events(1), 1],
    ['ten', events(10), 1],
    ['eleven', events(11), 2],
    ['25', events(25), 3],
    ['four of 300 kB: three are under a megabyte', events(4, 299_000), 2],
    ['one that is too large to share a batch', [event(0), event(1, 899_990), event(2)], 3],
  ])('%s', async (_, messages, calls) => {
    const cloud = new RecordingCloud();
    const deliveries = await publishEvents(against(cloud).runtime, messages);
    expect(cloud.calls.PutEvents).toBe(calls);
    expect(deliveries).toEqual(messages.map(({ id }) => ({ id, result: 'delivered' })));
    expect(cloud.events.map(({ detail }) => detail.id)).toEqual(messages.map((message) => message.payload.detail.id));
    for (const { bus, source } of cloud.events) expect([bus, source]).toEqual(['zeroloss', 'zeroloss']);
  });

  test('each entry succeeds or fails by itself', async () => {
    const cloud = new RecordingCloud();
    cloud.failingEntry = ({ detail }) => (detail.id === 1 ? 'ThrottlingException' : undefined);
    expect(await publishEvents(against(cloud).runtime, events(3))).toEqual([
      { id: 'event-0', result: 'delivered' },
      { id: 'event-1', result: 'failed', error: 'ThrottlingException: taught to fail' },
      { id: 'event-2', result: 'delivered' },
    ]);
  });

  test('a call that fails fails only its own batch', async () => {
    const cloud = new RecordingCloud();
    cloud.failing = () => (cloud.calls.PutEvents === 1 ? awsError('InternalException', 'no') : undefined);
    const results = (await publishEvents(against(cloud).runtime, events(12))).map(({ result }) => result);
    expect(results).toEqual([...new Array(10).fill('failed'), 'delivered', 'delivered']);
  });
});

describe('an answer to a token', () => {
  const success = callbackMessage(transferId, 'token', { success: true, output: { outcome: 'Completed' } });
  const failure = callbackMessage(transferId, 'token', {
    success: false,
    error: 'DebitRefused',
    cause: 'AccountFrozen',
  });

  test('success and failure', async () => {
    const cloud = new RecordingCloud();
    for (const message of [success, failure])
      expect(await sendCallback(against(cloud).runtime, message)).toEqual({ id: message.id, result: 'delivered' });
    expect(cloud.answers).toEqual([
      { token: 'token', output: { outcome: 'Completed' } },
      { token: 'token', error: 'DebitRefused', cause: 'AccountFrozen' },
    ]);
  });

  test.each<[fault: string, result: string, alarm: boolean]>([
    ['TaskTimedOut', 'moot', false],
    ['TaskDoesNotExist', 'moot', false],
    ['InvalidToken', 'failed', true],
    ['InvalidOutput', 'failed', false],
    ['ThrottlingException', 'failed', false],
    ['TimeoutError', 'failed', false],
  ])('%s: %s', async (fault, result, alarm) => {
    for (const message of [success, failure]) {
      const cloud = new RecordingCloud();
      cloud.failing = () => awsError(fault);
      const { runtime, errors, metrics } = against(cloud);
      expect(await sendCallback(runtime, message)).toMatchObject({ id: message.id, result });
      expect(errors).toHaveLength(alarm ? 1 : 0);
      expect(metrics.counts.CallbackTokenInvalid).toBe(alarm ? 1 : 0);
      expect(metrics.counts.CallbackMoot).toBe(result === 'moot' ? 1 : 0);
    }
  });
});

describe('a start', () => {
  test.each<[fault: string | undefined, result: string]>([
    [undefined, 'delivered'],
    ['ExecutionAlreadyExists', 'delivered'],
    ['StateMachineDoesNotExist', 'failed'],
    ['ExecutionLimitExceeded', 'failed'],
    ['ThrottlingException', 'failed'],
  ])('%s: %s', async (fault, result) => {
    const cloud = new RecordingCloud();
    cloud.failing = () => (fault ? awsError(fault) : undefined);
    expect(await startExecution(against(cloud).runtime, startMessage(transferId, 2, '{}'))).toMatchObject({ result });
    if (!fault) expect(cloud.starts).toEqual([{ stateMachineArn, name: `${transferId}-2`, input: '{}' }]);
  });
});

test('the ids of messages: one per token, attempt and outcome', () => {
  const answer = { success: true, output: {} } as const;
  const ids = [
    callbackMessage(transferId, 'token', answer),
    callbackMessage(transferId, 'other token', answer),
    startMessage(transferId, 1, '{}'),
    startMessage(transferId, 2, '{}'),
    outcomeMessage(transferId, { outcome: 'Completed', reason: null }, 'now'),
  ].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(callbackMessage(transferId, 'token', { success: false, error: 'E', cause: 'C' }).id).toBe(ids[0]);
  const other = outcomeMessage(transferId, { outcome: 'Rejected', reason: 'TimedOut' }, 'later');
  expect(other.id).toBe(ids[4]);
});
