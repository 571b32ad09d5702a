/**
 * Runs AWS Solutions' rules on every template that can be deployed. A finding fails the synthesis and is in the assembly's
 * validation-report.json, unless it is acknowledged with a reason, beside the resource: `Validations.of(construct).acknowledge`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

export function checkPolicies(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}

export interface AcknowledgedFinding {
  /** Path of the construct where it was acknowledged; it covers everything below. */
  readonly construct: string;
  readonly rule: string;
  readonly reason: string;
}

export function acknowledgedFindings(app: App): AcknowledgedFinding[] {
  return app.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .map(([rule, reason]) => ({ construct: node.path, rule, reason })),
  );
}

/** Writes the acknowledged findings into the assembly: CDK's own report leaves a plugin's out. */
export function writeAcknowledgedFindings(app: App): void {
  writeFileSync(
    join(app.outdir, 'acknowledged-findings.json'),
    `${JSON.stringify(acknowledgedFindings(app), null, 2)}\n`,
  );
}
