import { expect, test } from 'vitest';
import { traceHeader } from './trace-header.ts';

test.each([
  ['00-4efaaf4d1e8720b39541901950019ee5-53995c3f42cd8ad8-01', 1],
  ['00-4efaaf4d1e8720b39541901950019ee5-53995c3f42cd8ad8-00', 0],
])('%s', (traceparent, sampled) => {
  expect(traceHeader(traceparent)).toBe(
    `Root=1-4efaaf4d-1e8720b39541901950019ee5;Parent=53995c3f42cd8ad8;Sampled=${sampled}`,
  );
});

test.each([undefined, null, '', 'none', 7])('%j is not a trace context', (traceparent) => {
  expect(traceHeader(traceparent)).toBeUndefined();
});
