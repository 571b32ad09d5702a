/** The policy checks themselves. That `cdk synth` runs them for dev and prod is checked by .ci/run, and by every test on those templates. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { expect, test } from 'vitest';
import { stageConfig } from '../../infra/config.ts';
import { acknowledgedFindings, checkPolicies } from '../../infra/policy.ts';
import { zeroloss } from '../../infra/zeroloss.ts';

const unbundled = { 'aws:cdk:bundling-stacks': [] };
const checkedApp = () => {
  const app = new App({ analyticsReporting: false, context: unbundled });
  checkPolicies(app);
  return app;
};

test('an unacknowledged finding fails the synthesis and is in the report', () => {
  const app = checkedApp();
  const topic = new Topic(new Stack(app, 'stack'), 'Topic');
  expect(() => app.synth()).toThrow(/Acknowledge with .*AwsSolutions-SNS3/);
  const report = readFileSync(join(app.outdir, 'validation-report.json'), 'utf8');
  expect(report).toContain('AwsSolutions-SNS3');
  expect(report).toContain(topic.node.path);
});

test('an acknowledged finding does not', () => {
  const app = checkedApp();
  const topic = new Topic(new Stack(app, 'stack'), 'Topic');
  Validations.of(topic).acknowledge({ id: 'AwsSolutions-SNS3', reason: 'a test' });
  expect(() => app.synth()).not.toThrow();
});

test('every acknowledgement in the system has a reason', () => {
  const app = new App({ analyticsReporting: false, context: unbundled });
  zeroloss(app, stageConfig('prod'));
  const findings = acknowledgedFindings(app);
  expect(findings.length).toBeGreaterThan(5);
  for (const { construct, rule, reason } of findings) expect(reason.length, `${construct} ${rule}`).toBeGreaterThan(35);
});
