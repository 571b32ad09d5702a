/**
 * AWS Solutions' rules, run over every template that can be deployed. A finding that nobody acknowledged (with its reason, beside
 * the resource: `Validations.of(construct).acknowledge`) fails the synthesis and stands in the assembly's validation-report.json.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

export function checkPolicies(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}

export interface AcknowledgedFinding {
  /** Where it was acknowledged; holds for what is below. */
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

/** The other half of the report, into the assembly: CDK's own says nothing of a plugin's findings that were acknowledged. */
export function writeAcknowledgedFindings(app: App): void {
  writeFileSync(
    join(app.outdir, 'acknowledged-findings.json'),
    `${JSON.stringify(acknowledgedFindings(app), null, 2)}\n`,
  );
}
