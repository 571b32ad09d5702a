/** Cases that a target skips, and why. */

export interface NotRun {
  readonly target: string;
  readonly case: string;
  readonly reason: string;
}

export const notRun: readonly NotRun[] = [
  {
    target: 'LocalStack',
    case: 'SQS FIFO: deduplication ends after five minutes',
    reason: 'it would wait five minutes',
  },
];
