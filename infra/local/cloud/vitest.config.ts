/**
 * The package's tests by themselves: `npm test -w @zeroloss/local-cloud`. The contracts are held against the local cloud, and against
 * another AWS too where CONTRACT_ENDPOINT names one. The tests with foreign clients need a Python that has boto3 and the AWS CLI:
 * `python3`, or what CONTRACT_PYTHON names.
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
          globalSetup: ['test/contracts/environment.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
