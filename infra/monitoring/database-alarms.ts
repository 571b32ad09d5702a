/** Alarms on the database and its proxy. */
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { AwsFigures } from '../config.ts';
import type { AlarmFigures } from './alarm.ts';
import { ofDatabase, ofProxy, ratio } from './metrics.ts';

const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;

export function databaseAlarms({ storageGiB }: AwsFigures['database']): AlarmFigures[] {
  return [
    {
      name: 'zeroloss-database-silent',
      metric: ofDatabase('CPUUtilization', Stats.SAMPLE_COUNT),
      below: 1,
      minutes: [5, 5],
      silenceIsBad: true,
      means: 'The database instance has told nothing for five minutes: it is gone, renamed or stopped.',
    },
    {
      name: 'zeroloss-database-cpu',
      metric: ofDatabase('CPUUtilization', Stats.AVERAGE),
      above: 85,
      minutes: [10, 10],
      means: 'The database has had no room on its processors for ten minutes.',
    },
    {
      name: 'zeroloss-database-memory',
      metric: ofDatabase('FreeableMemory', Stats.MINIMUM),
      below: 200 * mebibyte,
      minutes: [5, 5],
      means: 'The database is about to run out of memory.',
    },
    {
      name: 'zeroloss-database-storage',
      metric: ofDatabase('FreeStorageSpace', Stats.MINIMUM),
      // RDS adds storage below a tenth. Half of that means that it did not.
      below: 0.05 * storageGiB * gibibyte,
      minutes: [5, 5],
      means: 'The database’s storage is nearly full and was not enlarged by itself; when it is full, everything stops.',
    },
    {
      name: 'zeroloss-database-write-latency',
      metric: ofDatabase('WriteLatency', Stats.AVERAGE),
      above: 0.05,
      minutes: [5, 5],
      means: 'A write to the database’s storage takes more than 50 ms; a commit takes several.',
    },
    {
      name: 'zeroloss-database-transaction-ids',
      metric: ofDatabase('MaximumUsedTransactionIDs', Stats.MAXIMUM),
      // PostgreSQL stops writing at two billion.
      above: 1_000_000_000,
      means: 'Vacuum does not keep up: half of the transaction ids are used.',
    },
    ...proxyAlarms(),
  ];
}

function proxyAlarms(): AlarmFigures[] {
  return [
    {
      name: 'zeroloss-database-connections',
      metric: ratio(
        'percent of the proxy’s connections',
        ofProxy('DatabaseConnections'),
        ofProxy('MaxDatabaseConnectionsAllowed'),
      ),
      above: 80,
      minutes: [5, 5],
      means: 'The proxy has opened four fifths of the connections that it may.',
    },
    {
      name: 'zeroloss-proxy-slow',
      metric: ofProxy('DatabaseConnectionsBorrowLatency', Stats.AVERAGE),
      above: 1_000_000, // microseconds
      minutes: [3, 5],
      means: 'Functions wait more than a second for a connection.',
    },
    {
      name: 'zeroloss-proxy-refusing',
      metric: ofProxy('ClientConnectionsSetupFailedAuth', Stats.SUM),
      minutes: [3, 5],
      means: 'The proxy refuses log-ins: a token, a role or a right is wrong.',
    },
    {
      name: 'zeroloss-proxy-pinned',
      metric: ofProxy('DatabaseConnectionsCurrentlySessionPinned', Stats.AVERAGE),
      above: 10,
      minutes: [10, 10],
      means: 'Clients hold connections for themselves, which the proxy cannot share any more.',
    },
  ];
}
