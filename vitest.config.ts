/**
 * Two projects. `unit`: beside the code, no server, seconds. `integration`: what crosses folders or needs PostgreSQL,
 * one server for the whole run (started only when one of these files runs), a database per test.
 */
import { defineConfig } from 'vitest/config';

const sources = '{bin,events,infra,prisma,services}';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [`${sources}/**/*.test.{js,ts}`],
          exclude: ['**/*.int.test.{js,ts}', 'prisma/client/**'],
          // They keep nothing between files: a process for each would triple the time.
          isolate: false,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/**/*.test.ts', `${sources}/**/*.int.test.{js,ts}`],
          globalSetup: ['test/support/postgres-server.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
