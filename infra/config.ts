/**
 * The configuration of each stage, and the meaning of each figure. A name ends with its unit. The stages on AWS differ only in
 * figures; stages `local` and `localstack` also go without what a laptop has no use for: see `zeroloss.ts`.
 */
import { z } from 'zod';

export const stageNames = ['dev', 'prod', 'local', 'localstack'] as const;
export type StageName = (typeof stageNames)[number];

/** Both schedules are `rate(1 minute)`, the shortest that EventBridge offers. */
export const schedulePeriodSeconds = 60;

/**
 * SQS's maximum. The consumers' queues keep a message until it is done or parked in the ledger, so this is how long an outage may last
 * without a person (docs/adr/0012-no-redrive-policy-on-the-consumers-queues.md).
 */
export const queueRetentionDays = 14;

/** AWS's advice for event source mappings: leaves room for Lambda's own retries when it is throttled. */
const visibilityPerFunctionTimeout = 6;

/** How often services/workflow/transfer.asl.jsonc tries a rollback, and the sum of its waits between the tries. */
export const rollbackTries = 4;
export const rollbackWaitsSeconds = 4 + 8 + 16;

const seconds = (min: number, max: number) => z.int().min(min).max(max);
const lambdaFunction = {
  /** Lambda's own range. A scheduled function must end before its next tick: see `relations`. */
  timeoutSeconds: seconds(1, 900),
  memoryMiB: z.int().min(128).max(10_240),
};

/** Network and databases of a stage on AWS. */
const awsSchema = z.strictObject({
  network: z.strictObject({
    /** A standby needs a second zone; with a third, two are left when one fails. */
    availabilityZones: z.int().min(2).max(3),
    /** How functions reach AWS: through interface endpoints only, or through a NAT gateway in each zone (see docs/adr). */
    egress: z.enum(['endpoints', 'nat']),
  }),
  database: z.strictObject({
    /** Databases that the ledger is spread over, all on one instance. Fixed by the first deployment: rows do not move by themselves. */
    shards: z.int().min(1).max(64),
    /** Without `db.`: `t4g.medium`. */
    instanceType: z.string().regex(/^[a-z]+\d+[a-z]*\.\d*[a-z]+$/, 'an instance type such as t4g.medium'),
    /** A synchronous standby in another zone; fails over by itself. */
    standby: z.boolean(),
    storageGiB: z.int().min(20).max(65_536),
    /** Storage grows by itself up to this size. */
    maxStorageGiB: z.int().min(22).max(65_536),
    /** How far back point-in-time recovery reaches. */
    backupRetentionDays: z.int().min(1).max(35),
    /** `advanced` keeps 15 months of load and costs per vCPU; `standard` keeps 7 days. */
    insights: z.enum(['standard', 'advanced']),
    /** Share of the instance's max_connections that the proxy may open; the rest is for migrations and people. */
    proxyConnectionsPercent: z.int().min(1).max(95),
  }),
  /** The migration function, which the deployment runs. */
  migration: z.strictObject(lambdaFunction),
});

const stageSchema = z.strictObject({
  /** Missing if the stage is a laptop: no VPC, no KMS, no RDS. */
  aws: awsSchema.optional(),
  /** The queue consumers: intake, debit, credit, rollback. */
  consumer: z.strictObject({
    ...lambdaFunction,
    /** Concurrent invocations per queue (AWS: 2 to 1,000). Fewer means fuller batches, and so fewer commits per transfer. */
    maximumConcurrency: z.int().min(2).max(1000),
    /**
     * Instances kept initialized, for each of the four consumers; 0 for none. One of 1 GiB on arm64 costs $8.76 a month, used or
     * not: 1 GB x 730 h x 3,600 s x $0.0000033334 (us-east-1, aws.amazon.com/lambda/pricing, November 2026). A cold start costs
     * only latency, so this is for those who promise latency.
     */
    provisionedConcurrency: z.int().min(0).max(1000),
  }),
  /** The scheduled functions: relay and sweeper. */
  scheduled: z.strictObject(lambdaFunction),
  /** The function that builds the read models. */
  projections: z.strictObject({
    ...lambdaFunction,
    maximumConcurrency: z.int().min(2).max(1000),
    /** Facts in one transaction (AWS: at most 10,000 from a standard queue). */
    batchSize: z.int().min(11).max(10_000),
    /** How long a batch waits to fill. The read models lag behind by this much, for fewer commits. */
    batchingWindowSeconds: seconds(1, 300),
  }),
  /**
   * Whether each function reserves its concurrency: a consumer its `maximumConcurrency`, a scheduled function one instance.
   * Without it, other functions in the account can starve them. With it, the account's quota must have room; a new account's has none.
   */
  reserveConcurrency: z.boolean(),
  /** Whether resources that hold data outlive their stacks. Then these stacks also have termination protection. */
  retainData: z.boolean(),
  queue: z.strictObject({
    /** Faults of its own, in a database that works, after which a message is parked as a dead letter. */
    maxFaults: z.int().min(2).max(1000),
  }),
  workflow: z.strictObject({
    debitTimeoutSeconds: seconds(1, 86_400),
    creditTimeoutSeconds: seconds(1, 86_400),
    rollbackTimeoutSeconds: seconds(1, 86_400),
    /** A state's time-out must exceed this before it may treat a step as lost: see `timeoutBudgetSeconds`. */
    budget: z.strictObject({
      queueWaitSeconds: seconds(0, 86_400),
      receives: z.int().min(1).max(1000),
      relayRuns: z.int().min(0).max(10),
    }),
  }),
  outbox: z.strictObject({
    /** How long a claimed outbox row belongs to its claimer. Longer than any function that claims can run. */
    leaseSeconds: seconds(1, 900),
  }),
  sweeper: z.strictObject({
    /** Transfers restarted per run. */
    limit: z.int().min(1).max(10_000),
    /** The attempt that alerts a person: `TransferNeedsAttention`. */
    attentionAttempt: z.int().min(2).max(100),
  }),
  archive: z.strictObject({
    requestRetentionDays: z.int().min(1).max(36_500),
    /** Facts rebuild the read side, so keep them for as long as anyone may want to rebuild it. */
    factRetentionDays: z.int().min(1).max(36_500),
  }),
  logRetentionDays: z.literal([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653]),
  /** Gets every alarm, after it has confirmed the subscription. If missing, the topic has no subscriber yet. */
  alarmEmail: z.email().optional(),
});

type Figures = z.infer<typeof stageSchema>;
export type StageConfig = Figures & { readonly stage: StageName };
export type AwsFigures = z.infer<typeof awsSchema>;

/** The stage is unknown, or one of its figures is out of range. The message is one sentence for the user. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

// Short, so that whatever a kill left in flight ends within 40 s of the restart: visibility 18 s, and
// budget 1 + 1 x 18 + 0 x 60 + 4 = 23 s. The budget covers one redelivery but no relay run: if the fast path was lost, a
// good transfer can be rolled back on a laptop. That is safe; dev and prod have the time to avoid it. A stranger's lock on an account
// ends a receive after twice the lock_timeout of 1 s (services/database/session-settings.ts), within the 3 s: it costs one redelivery.
const local: Figures = {
  consumer: { timeoutSeconds: 3, memoryMiB: 256, maximumConcurrency: 8, provisionedConcurrency: 0 },
  scheduled: { timeoutSeconds: 3, memoryMiB: 256 },
  projections: {
    timeoutSeconds: 10,
    memoryMiB: 256,
    maximumConcurrency: 2,
    batchSize: 1000,
    batchingWindowSeconds: 1,
  },
  reserveConcurrency: false,
  retainData: false,
  queue: { maxFaults: 5 },
  workflow: {
    debitTimeoutSeconds: 25,
    creditTimeoutSeconds: 25,
    rollbackTimeoutSeconds: 25,
    budget: { queueWaitSeconds: 1, receives: 1, relayRuns: 0 },
  },
  outbox: { leaseSeconds: 4 },
  sweeper: { limit: 500, attentionAttempt: 3 },
  archive: { requestRetentionDays: 30, factRetentionDays: 3653 },
  logRetentionDays: 1,
};

const figures: Record<StageName, Figures> = {
  // visibility 60 s; budget 300 + 5 x 60 + 1 x 60 + 30 = 690 s; the sweeper's first bound is 5,518 s.
  dev: {
    aws: {
      network: { availabilityZones: 2, egress: 'endpoints' },
      database: {
        shards: 1,
        instanceType: 't4g.medium',
        standby: false,
        storageGiB: 20,
        maxStorageGiB: 100,
        backupRetentionDays: 7,
        insights: 'standard',
        proxyConnectionsPercent: 80,
      },
      migration: { timeoutSeconds: 600, memoryMiB: 512 },
    },
    consumer: { timeoutSeconds: 10, memoryMiB: 512, maximumConcurrency: 5, provisionedConcurrency: 0 },
    scheduled: { timeoutSeconds: 25, memoryMiB: 512 },
    projections: {
      timeoutSeconds: 30,
      memoryMiB: 512,
      maximumConcurrency: 2,
      batchSize: 1000,
      batchingWindowSeconds: 1,
    },
    reserveConcurrency: false,
    retainData: false,
    queue: { maxFaults: 5 },
    workflow: {
      debitTimeoutSeconds: 900,
      creditTimeoutSeconds: 900,
      rollbackTimeoutSeconds: 900,
      budget: { queueWaitSeconds: 300, receives: 5, relayRuns: 1 },
    },
    outbox: { leaseSeconds: 30 },
    sweeper: { limit: 100, attentionAttempt: 3 },
    archive: { requestRetentionDays: 30, factRetentionDays: 90 },
    logRetentionDays: 14,
  },
  // Like dev, but sized for a bank: ten years of facts, a year of requests and logs.
  prod: {
    aws: {
      network: { availabilityZones: 3, egress: 'endpoints' },
      database: {
        shards: 1,
        instanceType: 'r7g.large',
        standby: true,
        storageGiB: 100,
        maxStorageGiB: 2000,
        backupRetentionDays: 35,
        insights: 'advanced',
        proxyConnectionsPercent: 90,
      },
      migration: { timeoutSeconds: 600, memoryMiB: 512 },
    },
    consumer: { timeoutSeconds: 10, memoryMiB: 1024, maximumConcurrency: 50, provisionedConcurrency: 0 },
    scheduled: { timeoutSeconds: 25, memoryMiB: 1024 },
    projections: {
      timeoutSeconds: 30,
      memoryMiB: 1024,
      maximumConcurrency: 5,
      batchSize: 1000,
      batchingWindowSeconds: 1,
    },
    reserveConcurrency: true,
    retainData: true,
    queue: { maxFaults: 5 },
    workflow: {
      debitTimeoutSeconds: 900,
      creditTimeoutSeconds: 900,
      rollbackTimeoutSeconds: 900,
      budget: { queueWaitSeconds: 300, receives: 5, relayRuns: 1 },
    },
    outbox: { leaseSeconds: 30 },
    sweeper: { limit: 1000, attentionAttempt: 3 },
    archive: { requestRetentionDays: 365, factRetentionDays: 3653 },
    logRetentionDays: 365,
  },
  local,
  // Like local, with room for an AWS that does about three executions a second: visibility 36 s, and budget
  // 40 + 1 x 36 + 0 x 60 + 8 = 84 s.
  localstack: {
    ...local,
    consumer: { ...local.consumer, timeoutSeconds: 6, maximumConcurrency: 4 },
    scheduled: { ...local.scheduled, timeoutSeconds: 6 },
    workflow: {
      debitTimeoutSeconds: 100,
      creditTimeoutSeconds: 100,
      rollbackTimeoutSeconds: 100,
      budget: { queueWaitSeconds: 40, receives: 1, relayRuns: 0 },
    },
    outbox: { ...local.outbox, leaseSeconds: 8 },
  },
};

/** The checked configuration of a stage. @throws ConfigError */
export function stageConfig(stage: unknown): StageConfig {
  const name = stageNames.find((known) => known === stage);
  if (!name) {
    throw new ConfigError(
      `Unknown stage ${JSON.stringify(stage)}: choose one of ${stageNames.join(', ')}, as in -c stage=dev.`,
    );
  }
  return { ...checkFigures(name, figures[name]), stage: name };
}

/** Checks that every figure is in its range and fits the others. @throws ConfigError naming the first one that does not */
export function checkFigures(stage: string, candidate: unknown): Figures {
  const parsed = stageSchema.safeParse(candidate);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ConfigError(`Stage ${stage}: ${issue?.path.join('.')} is out of range (${issue?.message}).`);
  }
  for (const [holds, sentence] of relations(parsed.data)) {
    if (!holds) throw new ConfigError(`Stage ${stage}: ${sentence}.`);
  }
  return parsed.data;
}

/** False for a laptop, which has no VPC, KMS or RDS. */
export function runsOnAws({ aws }: StageConfig): boolean {
  return aws !== undefined;
}

/** How long SQS hides a received message: six function time-outs. */
export function visibilityTimeoutSeconds(config: Figures): number {
  return visibilityPerFunctionTimeout * config.consumer.timeoutSeconds;
}

/** The same for the projections' queue, where a message is also hidden while its batch fills. */
export function projectionsVisibilitySeconds({ projections }: Figures): number {
  return visibilityPerFunctionTimeout * projections.timeoutSeconds + projections.batchingWindowSeconds;
}

/** The longest time that a step may need to answer and not be lost: queue wait, redeliveries, delivery of its answer by the relay. */
export function timeoutBudgetSeconds(config: Figures): number {
  const { queueWaitSeconds, receives, relayRuns } = config.workflow.budget;
  return (
    queueWaitSeconds +
    receives * visibilityTimeoutSeconds(config) +
    relayRuns * schedulePeriodSeconds +
    config.outbox.leaseSeconds
  );
}

/** The longest time that an execution can run: every state times out, every rollback is tried. */
export function maxExecutionSeconds(config: Figures): number {
  const { debitTimeoutSeconds, creditTimeoutSeconds, rollbackTimeoutSeconds } = config.workflow;
  return debitTimeoutSeconds + creditTimeoutSeconds + rollbackTries * rollbackTimeoutSeconds + rollbackWaitsSeconds;
}

/** The age at which the sweeper first restarts a transfer. No execution of it can still be running, however late it started. */
export function sweeperFirstBoundSeconds(config: Figures): number {
  return maxExecutionSeconds(config) + schedulePeriodSeconds + config.outbox.leaseSeconds;
}

function* relations(config: Figures): Generator<[holds: boolean, sentence: string]> {
  const { consumer, scheduled, workflow, outbox, aws } = config;
  const visibility = visibilityTimeoutSeconds(config);
  const budget = timeoutBudgetSeconds(config);
  yield [
    visibility <= 43_200,
    `a consumer.timeoutSeconds of ${consumer.timeoutSeconds} needs a visibility timeout of ${visibility} s, but SQS allows at most 43,200 s`,
  ];
  yield [
    consumer.provisionedConcurrency <= consumer.maximumConcurrency,
    `consumer.provisionedConcurrency is ${consumer.provisionedConcurrency}, but no more than consumer.maximumConcurrency, ${consumer.maximumConcurrency}, can ever run`,
  ];
  yield [
    scheduled.timeoutSeconds < schedulePeriodSeconds,
    `scheduled.timeoutSeconds is ${scheduled.timeoutSeconds}, but must be under the ${schedulePeriodSeconds} s between two runs`,
  ];
  yield [
    outbox.leaseSeconds > Math.max(consumer.timeoutSeconds, scheduled.timeoutSeconds),
    `outbox.leaseSeconds is ${outbox.leaseSeconds}, but must outlast the functions' time-outs of ${consumer.timeoutSeconds} s and ${scheduled.timeoutSeconds} s`,
  ];
  for (const state of ['debit', 'credit', 'rollback'] as const) {
    const timeout = workflow[`${state}TimeoutSeconds`];
    yield [
      timeout > budget,
      `workflow.${state}TimeoutSeconds is ${timeout}, but must exceed the ${budget} s that a step may need (queue wait, redeliveries, relay, lease)`,
    ];
  }
  if (aws) {
    const { storageGiB, maxStorageGiB } = aws.database;
    // RDS's own rule.
    yield [
      maxStorageGiB >= 1.1 * storageGiB,
      `aws.database.maxStorageGiB is ${maxStorageGiB}, but must be at least a tenth above aws.database.storageGiB, ${storageGiB}`,
    ];
  }
}
