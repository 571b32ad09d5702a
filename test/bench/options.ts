export interface BenchOptions {
  /** Completed transfers to measure throughput over. */
  readonly transfers: number;
  /** Accounts that they move between. */
  readonly accounts: number;
  /** Transfers that are open at once, at most. */
  readonly inFlight: number;
  /** Transfers on the idle system, one after the other. */
  readonly latencySamples: number;
}
