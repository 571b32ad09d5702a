/** What can be replayed: an archive, and who of this system consumes it, by their names on AWS. */

export interface ReplaySource {
  readonly archive: string;
  /** The rule that hands its events to the queue, and the queue that its consumer reads. */
  readonly rule: string;
  readonly queue: string;
  /** As the consumer names itself in its tally. */
  readonly consumer: string;
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
