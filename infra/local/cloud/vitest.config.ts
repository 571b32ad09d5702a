/**
 * The package's own tests: `npm test -w @zeroloss/local-cloud`. CONTRACT_ENDPOINT names another AWS for the contracts, and
 * CONTRACT_PYTHON a Python with boto3 and the AWS CLI (default `python3`).
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
