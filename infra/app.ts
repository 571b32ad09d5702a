/**
 * The CDK application: `cdk synth -c stage=dev|prod|local` (default dev). Needs no network, account or region; to name an account
 * and region, add `-c account=111122223333 -c region=eu-west-1`.
 */
import { App } from 'aws-cdk-lib';
import { ConfigError, runsOnAws, stageConfig } from './config.ts';
import { deploymentTarget } from './deployment-target.ts';
import { zeroloss } from './zeroloss.ts';

const app = new App({ analyticsReporting: false });
try {
  const context = (name: string): unknown => app.node.tryGetContext(name);
  const config = stageConfig(context('stage') ?? 'dev');
  const env = deploymentTarget(context('account'), context('region'));
  // Only for AWS: stage local is never deployed, and the checks take a second to load.
  const policy = runsOnAws(config) ? await import('./policy.ts') : undefined;
  policy?.checkPolicies(app);
  zeroloss(app, config, env);
  app.synth();
  policy?.writeAcknowledgedFindings(app);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
