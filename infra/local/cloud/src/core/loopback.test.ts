import { expect, test } from 'vitest';
import { isLoopback } from './loopback.ts';

test.each([
  ...['localhost', 'LOCALHOST', 'localhost.', 'localhost:4566', 'a.b.localhost', 'sqs.localhost.:80'],
  ...['127.0.0.1', '127.0.0.1:4566', '127.0.0.1.', '127.255.255.254', '127.1', '0x7f.0.0.1', '2130706433'],
  ...['[::1]', '[::1]:4566', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]', '[::FFFF:7F00:1]'],
])('%s is this machine', (host) => {
  expect(isLoopback(host)).toBe(true);
});

test.each([
  ...[
    '',
    ' ',
    ':4566',
    'rebound.example',
    'rebound.example:4566',
    'localhost.rebound.example',
    'xlocalhost',
    'localhost..',
  ],
  ...[
    '127.0.0.1.rebound.example',
    '127.0.0.1@rebound.example',
    'rebound.example/@localhost',
    'rebound.example#localhost',
  ],
  ...[
    'rebound.example?localhost',
    'rebound.example\\@localhost',
    'localhost rebound.example',
    'localhost,rebound.example',
  ],
  ...['128.0.0.1', '10.0.0.1', '0.0.0.0', '169.254.169.254', '[::]', '[::2]', '[fe80::1]', '[::ffff:10.0.0.1]', '::1'],
  ...['localhost:99999', 'localhost:x', '[::1', 'null'],
])('%s is not', (host) => {
  expect(isLoopback(host)).toBe(false);
});
