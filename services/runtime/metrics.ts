/**
 * What the functions count and measure: on AWS CloudWatch metrics of one namespace, locally `GET /metrics`. The dashboard and the
 * alarms take the names from here. No metric is told apart by transfer, account or requester: such a dimension costs
 * money for each value it takes, and says more than a metric should.
 */
export const metricNamespace = 'Zeroloss';

/** The one dimension: all functions count into the same metrics. */
export const metricDimensions = { service: 'zeroloss' } as const;

/** The facts, each counted by the transaction that wrote it, so once. */
export const factCounts = [
  'TransferAccepted',
  'TransferRequestRefused',
  'AccountDebited',
  'TransferCompleted',
  'TransferRejected',
  'TransferRolledBack',
  'TransferNeedsAttention',
] as const;

export const countNames = [
  ...factCounts,
  /** Money went back onto a closed account: right by the books, and somebody must tell the customer. */
  'ReversalOntoClosedAccount',
  /** A further execution for a transfer that got no outcome in time. */
  'AttemptStarted',
  /** A message that a consumer could not handle this time; it is delivered again, and at last becomes a dead letter. */
  'MessageFailed',
  /** Outbox rows that the relay took: what a fast path left behind, or could not deliver. */
  'OutboxRelayed',
  /** A delivery that failed and was put off. */
  'DeliveryFailed',
  /** An answer for a workflow state that waits no more. */
  'CallbackMoot',
  /** Step Functions does not know the token as one of its own: a defect, no retry mends it. */
  'CallbackTokenInvalid',
  /** An outcome of a transfer that the registry never accepted. */
  'OutcomeWithoutTransfer',
  /** A second outcome of one transfer, and another one: must never be. */
  'OutcomeContradicted',
] as const;
export type CountName = (typeof countNames)[number];

/** Measured once a minute over all databases; their absence means that what measures them does not run. */
export const gaugeUnits = {
  /** By the relay, when it is done: what is still to deliver, and how long the oldest of it has been there. */
  OutboxUndelivered: 'Count',
  OutboxOldestSeconds: 'Seconds',
  /** By the sweeper: accepted transfers without an outcome, the age of the oldest, and how many a person should look at. */
  TransfersOpen: 'Count',
  OldestOpenTransferSeconds: 'Seconds',
  OpenTransfersNeedingAttention: 'Count',
} as const;
export type GaugeName = keyof typeof gaugeUnits;

export interface Metrics {
  /** Adds to a count. */
  count(name: CountName, times?: number): void;
  /** Takes a measurement, in the unit that `gaugeUnits` says. */
  gauge(name: GaugeName, value: number): void;
}

/** Keeps counts since the start and the last measurement of each gauge. */
export class MemoryMetrics implements Metrics {
  readonly #counts = new Map<CountName, number>(countNames.map((name) => [name, 0]));
  readonly #gauges = new Map<GaugeName, number>();

  count(name: CountName, times = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + times);
  }

  gauge(name: GaugeName, value: number): void {
    this.#gauges.set(name, value);
  }

  get counts(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }

  get gauges(): Record<string, number> {
    return Object.fromEntries(this.#gauges);
  }
}
