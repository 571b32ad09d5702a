/** Cases that a target is not asked, and why. */

export interface NotRun {
  readonly target: string;
  readonly case: string;
  readonly why: string;
}

export const notRun: readonly NotRun[] = [
  { target: 'LocalStack', case: 'SQS FIFO: deduplication ends after five minutes', why: 'it would wait five minutes' },
];
