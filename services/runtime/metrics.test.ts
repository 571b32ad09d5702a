import { Console } from 'node:console';
import { expect, test, vi } from 'vitest';
import { facts } from '../../events/index.ts';
import { lambdaMetrics } from './lambda-metrics.ts';
import { countNames, factCounts, gaugeUnits } from './metrics.ts';

test('every fact has a count of its name', () => {
  expect([...factCounts].sort()).toEqual(
    Object.values(facts)
      .map(({ name }) => name)
      .sort(),
  );
});

test('no two metrics share a name', () => {
  const names = [...countNames, ...Object.keys(gaugeUnits)];
  expect(new Set(names).size).toBe(names.length);
});

test('an invocation leaves one line of the embedded metric format, and an idle one leaves none', () => {
  const lines: string[] = [];
  // Powertools writes through a console of its own: Lambda's would wrap the line.
  const spy = vi.spyOn(Console.prototype, 'log').mockImplementation((line: string) => lines.push(line));
  const metrics = lambdaMetrics();
  metrics.publish();
  expect(lines).toEqual([]);
  metrics.count('TransferCompleted');
  metrics.count('TransferCompleted', 2);
  metrics.gauge('OutboxOldestSeconds', 1.5);
  metrics.publish();
  metrics.publish();
  spy.mockRestore();
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'Zeroloss',
            Dimensions: [['service']],
            Metrics: [
              { Name: 'TransferCompleted', Unit: 'Count' },
              { Name: 'OutboxOldestSeconds', Unit: 'Seconds' },
            ],
          },
        ],
      },
      service: 'zeroloss',
      TransferCompleted: [1, 2],
      OutboxOldestSeconds: 1.5,
    },
  ]);
});
