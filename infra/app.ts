/** The CDK application: `cdk synth -c stage=dev|prod|local` (default dev). Needs no network, account or region. */
import { App } from 'aws-cdk-lib';
import { ConfigError, stageConfig } from './config.ts';
import { zeroloss } from './zeroloss.ts';

const app = new App({ analyticsReporting: false });
try {
  zeroloss(app, stageConfig(app.node.tryGetContext('stage') ?? 'dev'));
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
