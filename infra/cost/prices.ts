/**
 * Prices in US dollars, us-east-1, on demand, without free tiers, as of November 2026, from AWS's pricing pages. For another
 * region or a later date, change this file. A month has 730 hours, a GB 2^30 bytes.
 */
export const hoursPerMonth = 730;

const million = 1e6;

export const prices = {
  /** https://aws.amazon.com/step-functions/pricing/ "each time a step of your workflow is executed" */
  stateTransition: 25 / million,
  /** https://aws.amazon.com/eventbridge/pricing/ custom events, per 64 KB */
  event: 1 / million,
  archivedGb: 0.1,
  archiveGbMonth: 0.023,
  /** https://aws.amazon.com/sqs/pricing/ */
  fifoRequest: 0.5 / million,
  standardRequest: 0.4 / million,
  /** https://aws.amazon.com/lambda/pricing/ arm64 */
  invocation: 0.2 / million,
  lambdaGbSecond: 0.0000133334,
  provisionedGbSecond: 0.0000033334,
  /** https://aws.amazon.com/cloudwatch/pricing/ a math alarm counts once per metric in it; three dashboards are free elsewhere */
  logGb: 0.5,
  alarmMetric: 0.1,
  customMetric: 0.3,
  dashboard: 3,
  /** https://aws.amazon.com/cloudwatch/pricing/ Database Insights Advanced, per vCPU-hour */
  databaseInsightsVcpuHour: 0.0125,
  /** https://aws.amazon.com/xray/pricing/ */
  traceRecorded: 5 / million,
  /** https://aws.amazon.com/privatelink/pricing/ 0.01 an hour and zone, and per GB */
  endpointZoneMonth: 7.3,
  endpointGb: 0.01,
  /** https://aws.amazon.com/vpc/pricing/ */
  natMonth: 32.85,
  /** https://aws.amazon.com/secrets-manager/pricing/ and https://aws.amazon.com/kms/pricing/ */
  secret: 0.4,
  key: 1,
  /** https://aws.amazon.com/rds/postgresql/pricing/ gp3, one zone; a standby costs the same again */
  storageGbMonth: 0.115,
  /** https://aws.amazon.com/rds/proxy/pricing/ per vCPU of the instance, at least two */
  proxyVcpuHour: 0.015,
} as const;

/**
 * RDS for PostgreSQL, one zone, per hour; a standby costs the same again. t4g.medium as published in 2026. The others are AWS's
 * list prices as last known here: check them before you base a budget on them.
 */
export const instanceClasses: Readonly<Record<string, { readonly hour: number; readonly vcpus: number }>> = {
  'db.t4g.medium': { hour: 0.065, vcpus: 2 },
  'db.t4g.large': { hour: 0.129, vcpus: 2 },
  'db.m7g.large': { hour: 0.168, vcpus: 2 },
  'db.r7g.large': { hour: 0.239, vcpus: 2 },
  'db.r7g.xlarge': { hour: 0.478, vcpus: 4 },
  'db.r7g.2xlarge': { hour: 0.956, vcpus: 8 },
};
