/** A LocalStack that was started here. */
export interface Running {
  /** Settles when it ends, with the last line of its output. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}
