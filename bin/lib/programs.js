/** The programs by name, each a module that does its work when it is imported. */
export const programs = {
  start: 'infra/local/start.ts',
  zeroloss: 'services/cli/main.ts',
  seed: 'services/cli/seed.ts',
  demo: 'infra/local/demo/main.ts',
  bench: 'test/bench/main.ts',
  bundles: 'test/packaging/main.ts',
  localstack: 'infra/local/targets/localstack/main.ts',
};
