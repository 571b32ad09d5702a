/**
 * AWS Solutions' rules, run over every template that can be deployed. A finding that nobody acknowledged (with its reason, beside
 * the resource: `Validations.of(construct).acknowledge`) fails the synthesis; all are in the assembly's validation-report.json.
 */
import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

export function checkPolicies(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}
