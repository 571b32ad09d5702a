/** What can be replayed: an archive and the function that consumes its events, by their names on AWS. */

/** Functions that count what a replay brings. */
export type Consumer = 'intake' | 'projections';

export interface ReplaySource {
  readonly archive: string;
  /** Puts the archive's events into the queue. */
  readonly rule: string;
  readonly queue: string;
  /** Reads the queue. */
  readonly consumer: Consumer;
}

export const replaySources = {
  requests: {
    archive: 'zeroloss-requests',
    rule: 'zeroloss-transfer-requests',
    queue: 'zeroloss-transfer-requests',
    consumer: 'intake',
  },
  facts: {
    archive: 'zeroloss-facts',
    rule: 'zeroloss-projections',
    queue: 'zeroloss-projections',
    consumer: 'projections',
  },
} as const satisfies Record<string, ReplaySource>;
