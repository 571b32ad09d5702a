/** What an AWS service is to the dispatcher: operations that take and give the protocol's JSON, and throw `AwsError`. */

// biome-ignore lint/suspicious/noExplicitAny: the wire's JSON; each operation validates its own input.
export type Json = any;

export interface CallContext {
  /** The region that the client signed for. It selects nothing: there is one set of resources. */
  readonly region: string;
  readonly requestId: string;
  /** `X-Amzn-Trace-Id`, if the client sent it. */
  readonly traceHeader?: string | undefined;
  /** Aborted when the client goes away: a long poll must not hand messages to nobody. */
  readonly signal: AbortSignal;
}

export type BoundOperation = (input: Json, call: CallContext) => Json | Promise<Json>;

export interface Service {
  /** Its name in `X-Amz-Target`: `AmazonSQS`, `AWSEvents`, `AWSStepFunctions`. */
  readonly target: string;
  readonly jsonVersion: '1.0' | '1.1';
  readonly operations: Readonly<Record<string, BoundOperation>>;
}

export interface AwsErrorOptions {
  /** HTTP status; the default is 400. */
  readonly status?: number;
  /** The code of the old query protocol, which SQS still sends (`x-amzn-query-error`). */
  readonly queryCode?: string;
  /** What `__type` has before `#`; AWS sends it for SQS and Step Functions. */
  readonly namespace?: string;
  /** More members of the error's body. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** An error that a client sees as an exception of the AWS service. */
export class AwsError extends Error {
  readonly code: string;
  readonly options: AwsErrorOptions;

  constructor(code: string, message: string, options: AwsErrorOptions = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.options = options;
  }
}
