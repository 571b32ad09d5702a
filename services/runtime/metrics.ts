/**
 * What the functions count and measure: CloudWatch metrics of one namespace on AWS, `GET /metrics` on one machine. The dashboard and
 * the alarms take the names from here. No metric has a dimension for transfer, account or requester: each value would cost money, and
 * say more than a metric should.
 */
export const metricNamespace = 'Zeroloss';

/** The only dimension: all functions count into the same metrics. */
export const metricDimensions = { service: 'zeroloss' } as const;

/** The facts. Each is counted once, after the transaction that wrote it. */
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
  /** Another execution for a transfer that had no outcome in time. */
  'AttemptStarted',
  /** A message that is not done, of any of the consumers; it is delivered again. */
  'MessageFailed',
  /** A message that became a dead letter: it cannot be read, or failed too often by itself. */
  'MessageParked',
  /** Outbox messages that the relay claimed, because a fast path left them behind or could not deliver them. */
  'OutboxRelayed',
  /** A delivery that failed and was put off. */
  'DeliveryFailed',
  /** An answer for a workflow state that no longer waits. */
  'CallbackMoot',
  /** Step Functions does not accept the token: a bug, no retry mends it. */
  'CallbackTokenInvalid',
  /** An outcome of a transfer that the registry never accepted. */
  'OutcomeWithoutTransfer',
  /** A different second outcome of one transfer: must never happen. */
  'OutcomeContradicted',
] as const;
export type CountName = (typeof countNames)[number];

/** Measured once a minute over all databases. If they are missing, the relay or the sweeper does not run. */
export const gaugeUnits = {
  /** By the relay at its end: messages still to deliver, and the age of the oldest. */
  OutboxUndelivered: 'Count',
  OutboxOldestSeconds: 'Seconds',
  /** By the relay too: dead letters that nobody has dealt with, and since when the oldest is one. */
  DeadLetters: 'Count',
  DeadLetterAgeSeconds: 'Seconds',
  /**
   * By the sweeper: accepted transfers without an outcome, the age of the oldest, how many need a person, and how many of those nobody
   * has acknowledged.
   */
  TransfersOpen: 'Count',
  OldestOpenTransferSeconds: 'Seconds',
  OpenTransfersNeedingAttention: 'Count',
  OpenTransfersUnacknowledged: 'Count',
} as const;
export type GaugeName = keyof typeof gaugeUnits;

export interface Metrics {
  /** Adds to a count. */
  count(name: CountName, times?: number): void;
  /** Records a measurement, in its unit of `gaugeUnits`. */
  gauge(name: GaugeName, value: number): void;
}

/** Keeps the counts since the start and the last value of each gauge. */
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
