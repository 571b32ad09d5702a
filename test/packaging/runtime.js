/**
 * Stands in for AWS Lambda's Node.js runtime, in a process of its own: imports the bundle's `handler`, reports how long that took, and
 * runs one invocation at a time. Plain JavaScript, so that only the bundle is loaded.
 * Argument: the bundle's directory. Messages in: { id, event, context, traceId }; out: { importMs }, then { id, response | error }.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const began = performance.now();
const { handler } = await import(pathToFileURL(join(process.argv[2] ?? '', 'index.mjs')).href);
if (typeof handler !== 'function') throw new Error('the bundle exports no handler');
process.send?.({ importMs: performance.now() - began });

process.on('message', async ({ id, event, context: { deadlineMs, ...context }, traceId }) => {
  process.env._X_AMZN_TRACE_ID = traceId;
  const getRemainingTimeInMillis = () => Math.max(0, deadlineMs - Date.now());
  try {
    process.send?.({ id, response: (await handler(event, { ...context, getRemainingTimeInMillis })) ?? null });
  } catch (error) {
    const { name, message } = /** @type {Error} */ (error);
    process.send?.({ id, error: { name, message } });
  }
});
process.on('disconnect', () => process.exit());
