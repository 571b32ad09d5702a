/** The commands that measure the system and print what synthesis knows. */
import type { Command } from 'commander';
import { wholeNumber } from '../services/cli/arguments.ts';
import type { CliContext } from '../services/cli/context.ts';
import { examples } from '../services/cli/help.ts';
import { withExpectedErrors } from './expected-errors.ts';

export function addDeveloperCommands(program: Command, context: CliContext): void {
  program.commandsGroup('For developers:');
  addBench(program, context);
  addBundles(program, context);
  addCost(program, context);
  addDashboard(program, context);
}

function addBench(program: Command, { print }: CliContext): void {
  const max = 1_000_000_000;
  program
    .command('bench')
    .description('measure latency, throughput, memory, and calls and commits per transfer')
    .option('--transfers <number>', 'completed transfers to measure throughput over', '100000')
    .option('--accounts <number>', 'accounts that they move between', '10000')
    .option('--in-flight <number>', 'transfers that are open at once, at most', '500')
    .option('--latency-samples <number>', 'transfers on the idle system, one after the other', '200')
    .addHelpText(
      'after',
      `
Starts the same system as npm start, on free ports and in a temporary directory. Publishes transfers over HTTP from this process,
counts TransferCompleted on the bus, and ends with the proof.
${examples('npm run bench', 'npm run bench -- --json --transfers 20000')}`,
    )
    .action(async (typed: Record<'transfers' | 'accounts' | 'inFlight' | 'latencySamples', string>) => {
      const options = {
        transfers: wholeNumber('--transfers', typed.transfers, 1, max),
        accounts: wholeNumber('--accounts', typed.accounts, 2, max),
        inFlight: wholeNumber('--in-flight', typed.inFlight, 1, max),
        latencySamples: wholeNumber('--latency-samples', typed.latencySamples, 1, max),
      };
      const { runBench } = await import('../test/bench/main.ts');
      const result = await runBench(options);
      await print({ json: result, text: () => JSON.stringify(result, null, 2) });
    });
}

function addBundles(program: Command, { print }: CliContext): void {
  program
    .command('bundles')
    .description("bundle the functions as they are deployed and print each one's size, packages and import time")
    .option('--node <path>', 'the Node.js that imports them (default: this one)')
    .addHelpText('after', examples('npm run bundles', 'npm run bundles -- --node /opt/node22/bin/node --json'))
    .action(async (options: { node?: string }) => {
      const { bundlesText, measureBundles } = await import('../test/packaging/main.ts');
      const bundles = await withExpectedErrors(() => measureBundles(options));
      await print({ json: bundles, text: () => bundlesText(bundles) });
    });
}

function addCost(program: Command, { print }: CliContext): void {
  program
    .command('cost')
    .description('what a stage costs in an idle month and per million completed transfers')
    .option('--stage <name>', 'dev or prod (default: both)')
    .option(
      '--bench <file>',
      'usage per transfer, as npm run bench -- --json printed it (default: infra/cost/metered.json)',
    )
    .option('--write', 'write docs/cost.md')
    .addHelpText(
      'after',
      `
Computed from the synthesized templates, the metered usage of a transfer and infra/cost/prices.ts. Needs no account and no network.
${examples('npm run cost -- --stage prod', 'npm run cost -- --json', 'npm run cost -- --write')}`,
    )
    .action(async (options: { stage?: string; bench?: string; write?: boolean }) => {
      const { computeCosts, writeCostDocument } = await import('../infra/cost/main.ts');
      const computed = await withExpectedErrors(() => computeCosts(options));
      if (!options.write) return print({ json: computed.costs, text: () => computed.document.trimEnd() });
      const written = writeCostDocument(computed);
      return print({ json: { written }, text: () => `wrote ${written}` });
    });
}

function addDashboard(program: Command, { print }: CliContext): void {
  program
    .command('dashboard')
    .description('print the CloudWatch dashboard as JSON, for CloudWatch\'s "View/edit source"')
    .option('--stage <name>', 'dev or prod; stage local has none: see GET /metrics', 'prod')
    .option('--region <name>', 'the region of the metrics', 'eu-central-1')
    .addHelpText(
      'after',
      `\nNeeds no account and no network.\n${examples('npm run dashboard', 'npm run dashboard -- --stage dev --region us-east-1')}`,
    )
    .action(async (options: { stage: string; region: string }) => {
      const { stageDashboard } = await import('../infra/monitoring/stage-dashboard.ts');
      const dashboard = await withExpectedErrors(() => stageDashboard(options));
      await print({ json: dashboard, text: () => JSON.stringify(dashboard, null, 2) });
    });
}
