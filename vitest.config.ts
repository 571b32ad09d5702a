/**
 * `unit`: beside the code, no server, seconds.
 * `integration`: tests that cross folders or need PostgreSQL. One server for the whole run, a database per test, and one LocalStack,
 * started when the first test asks for it.
 * `e2e-local`, `e2e-localstack`: one suite on two targets, in parallel as both mostly wait, after all others.
 */
import { defineConfig } from 'vitest/config';

const endToEnd = 'test/e2e/**/*.e2e.test.ts';
/** On AWS only if asked for, as it takes an account. */
const targets = ['local', 'localstack', ...(process.env.ZEROLOSS_E2E_TARGET === 'aws' ? ['aws'] : [])];
const sources = '{bin,events,infra,prisma,services}';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [`${sources}/**/*.test.{js,ts}`],
          exclude: ['**/*.int.test.{js,ts}', 'prisma/client/**', 'infra/local/cloud/test/**'],
          // These files share no state; a process for each would triple the time.
          isolate: false,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/**/*.test.ts', 'infra/local/cloud/test/**/*.test.ts', `${sources}/**/*.int.test.{js,ts}`],
          exclude: [endToEnd],
          globalSetup: ['test/support/postgres-server.ts', 'test/support/contract-environment.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      ...targets.map((target) => ({
        test: {
          name: `e2e-${target}`,
          include: [endToEnd],
          env: { ZEROLOSS_E2E_TARGET: target },
          sequence: { groupOrder: 1 },
          maxWorkers: targets.length, // also on two cores, where vitest's default is one
        },
      })),
    ],
  },
});
