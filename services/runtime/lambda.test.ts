/** How a function starts on Lambda: once, and again after a start that failed. */
import type { Context } from 'aws-lambda';
import { beforeEach, expect, test, vi } from 'vitest';
import { EnvironmentError } from './config.ts';
import { onLambda } from './lambda.ts';

const close = vi.fn(async () => {});
const openRuntime = vi.fn(async () => ({ shards: { close } }));
vi.mock('./lambda-runtime.ts', () => ({
  openRuntime: () => openRuntime(),
  observed: (handler: unknown) => handler,
}));
beforeEach(() => vi.clearAllMocks());

const invoke = (handler: ReturnType<typeof onLambda<string, string>>) => handler('event', {} as Context);

test('it starts at the first invocation and only once', async () => {
  const handler = onLambda<string, string>(() => async (event) => event);
  expect(openRuntime).not.toHaveBeenCalled();
  expect(await Promise.all([invoke(handler), invoke(handler)])).toEqual(['event', 'event']);
  expect(openRuntime).toHaveBeenCalledOnce();
  expect(close).not.toHaveBeenCalled();
});

test('a wrong variable fails the invocation and closes the databases; the next invocation starts again', async () => {
  let isWrong = true;
  const handler = onLambda<string, string>(() => {
    if (isWrong) throw new EnvironmentError('the environment variable EVENT_BUS_NAME is missing');
    return async (event) => event;
  });
  await expect(invoke(handler)).rejects.toThrow('EVENT_BUS_NAME is missing');
  expect(close).toHaveBeenCalledOnce();
  isWrong = false;
  expect(await invoke(handler)).toBe('event');
  expect(openRuntime).toHaveBeenCalledTimes(2);
  expect(close).toHaveBeenCalledOnce();
});

test('a database that does not answer fails the invocation; the next one starts again', async () => {
  openRuntime.mockRejectedValueOnce(new Error('the database is down'));
  const handler = onLambda<string, string>(() => async (event) => event);
  await expect(invoke(handler)).rejects.toThrow('the database is down');
  expect(await invoke(handler)).toBe('event');
});
