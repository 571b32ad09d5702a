/** The CDK application: `cdk synth -c stage=dev|prod|local` (default dev). Needs no network, account or region. */
import { App } from 'aws-cdk-lib';
import { ConfigError, runsOnAws, stageConfig } from './config.ts';
import { zeroloss } from './zeroloss.ts';

const app = new App({ analyticsReporting: false });
try {
  const config = stageConfig(app.node.tryGetContext('stage') ?? 'dev');
  // Stage local is never deployed, and the checks take a second to load.
  if (runsOnAws(config)) (await import('./policy.ts')).checkPolicies(app);
  zeroloss(app, config);
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
