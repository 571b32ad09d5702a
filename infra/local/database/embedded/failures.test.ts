import { expect, test } from 'vitest';
import { failureSentence, kindOfFailure } from './failures.ts';

const cluster = '/data/postgres/data';

test.each([
  [
    'port',
    `LOG:  could not bind IPv4 address "127.0.0.1": Address already in use
HINT:  Is another postmaster already running on port 54329? If not, wait a few seconds and retry.
FATAL:  could not create any TCP/IP sockets`,
    'Port 54329 on 127.0.0.1 is busy, and Postgres needs it; stop what listens there, or set ZEROLOSS_PG_PORT.',
  ],
  [
    'forbidden-port',
    `LOG:  could not bind IPv4 address "127.0.0.1": Permission denied
WARNING:  could not create listen socket for "127.0.0.1"
FATAL:  could not create any TCP/IP sockets`,
    'Port 54329 is not open to this user (ports below 1024 are the administrator’s); name another port in ZEROLOSS_PG_PORT.',
  ],
  [
    'in-use',
    `FATAL:  lock file "postmaster.pid" already exists
HINT:  Is another postmaster (PID 17) running in data directory "/data"?`,
    `Another Postgres still holds ${cluster}; stop it, or name another directory in ZEROLOSS_DATA_DIR.`,
  ],
  [
    'in-use',
    `FATAL:  pre-existing shared memory block (key 1183, ID 4) is still in use
HINT:  Terminate any old server processes associated with data directory "/data".`,
    `Another Postgres still holds ${cluster}; stop it, or name another directory in ZEROLOSS_DATA_DIR.`,
  ],
  [
    'disk',
    'FATAL:  could not write lock file "postmaster.pid": No space left on device',
    `The disk that holds ${cluster} is full; free some space, or name another directory in ZEROLOSS_DATA_DIR.`,
  ],
  [
    'disk',
    'initdb: error: could not create directory "/data/base": No space left on device',
    `The disk that holds ${cluster} is full; free some space, or name another directory in ZEROLOSS_DATA_DIR.`,
  ],
  [
    'other',
    '2026-11-23 05:30:13.585 UTC [12170] FATAL:  could not map anonymous shared memory: Cannot allocate memory',
    `Postgres does not start in ${cluster}: could not map anonymous shared memory: Cannot allocate memory; the ledger is in there, so mend the cause or put a backup back.`,
  ],
  [
    'other',
    '/clone/native/bin/postgres: error while loading shared libraries: libxml2.so.2: cannot open shared object file',
    `Postgres does not start in ${cluster}: /clone/native/bin/postgres: error while loading shared libraries: libxml2.so.2: cannot open shared object file; the ledger is in there, so mend the cause or put a backup back.`,
  ],
  [
    'other',
    '',
    `Postgres does not start in ${cluster}: it ended silently; the ledger is in there, so mend the cause or put a backup back.`,
  ],
] as const)('%s: %s', (kind, output, sentence) => {
  expect(kindOfFailure(output)).toBe(kind);
  expect(failureSentence(kind, { cluster, port: 54329, output }).message).toBe(sentence);
});
