/**
 * The package's own tests: `npm test -w @zeroloss/local-cloud`. The contracts run against the local cloud and, if CONTRACT_ENDPOINT is
 * set, against the AWS at that endpoint too. The tests with foreign clients need boto3 and the AWS CLI in `python3`, or in the
 * interpreter that CONTRACT_PYTHON names; otherwise they are skipped.
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'cloud', include: ['src/**/*.test.ts'], isolate: false } },
      {
        test: {
          name: 'contracts',
          include: ['test/**/*.test.ts'],
          globalSetup: ['test/contracts/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
