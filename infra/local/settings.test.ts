import { expect, test } from 'vitest';
import { readSettings } from './settings.ts';
import { StartupError } from './startup-error.ts';

test.each([
  [{ ZEROLOSS_PG_PORT: '4566' }, 'ZEROLOSS_PG_PORT and ZEROLOSS_AWS_PORT are both 4566; each needs a port of its own.'],
  [
    { ZEROLOSS_AWS_PORT: '9000', ZEROLOSS_HTTP_PORT: '9000' },
    'ZEROLOSS_HTTP_PORT and ZEROLOSS_AWS_PORT are both 9000; each needs a port of its own.',
  ],
  [{ ZEROLOSS_AWS_PORT: '1e3' }, 'ZEROLOSS_AWS_PORT is "1e3"; it must be a whole number from 0 to 65535.'],
  [{ LEDGER_SHARDS: '0' }, 'LEDGER_SHARDS is "0"; it must be a whole number from 1 to 64.'],
])('%j: %s', (env, sentence) => {
  expect(() => readSettings(env)).toThrow(new StartupError(sentence));
});

test('several ports may be 0; the port of an embedded Postgres that does not run may be anyone’s', () => {
  expect(readSettings({ ZEROLOSS_AWS_PORT: '0', ZEROLOSS_HTTP_PORT: '0', ZEROLOSS_PG_PORT: '0' }).httpPort).toBe(0);
  const own = { DATABASE_URL: 'postgresql://a:b@localhost/bank', ZEROLOSS_PG_PORT: '4566' };
  expect(readSettings(own).postgresPort).toBe(4566);
});
