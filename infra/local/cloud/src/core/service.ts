/**
 * The AWS JSON protocols, once for all services: an operation takes and gives parsed JSON, an `AwsError` is what a
 * client sees as a service exception. Over HTTP and in process alike, a request comes through `Dispatcher.dispatch`.
 */
import type { CloudContext } from './context.ts';

// biome-ignore lint/suspicious/noExplicitAny: the wire's JSON; each operation validates its own input.
export type Json = any;

export interface CallContext {
  /** Region the client signed for; one set of resources answers whichever it is. */
  readonly region: string;
  readonly requestId: string;
  /** `X-Amzn-Trace-Id`, where the client sent it. */
  readonly traceHeader?: string | undefined;
  /** Aborted when the client goes away: a long poll must not hand messages to nobody. */
  readonly signal: AbortSignal;
}

export type Operation = (input: Json, call: CallContext) => Json | Promise<Json>;

/** One AWS service: its name in `X-Amz-Target` (`AmazonSQS`, `AWSEvents`, `AWSStepFunctions`) and its operations. */
export interface Service {
  readonly target: string;
  readonly jsonVersion: '1.0' | '1.1';
  readonly operations: Readonly<Record<string, Operation>>;
}

export interface AwsErrorOptions {
  /** HTTP status, 400 unless told. */
  readonly status?: number;
  /** The code of the old query protocol, where the service still sends it (SQS: `x-amzn-query-error`). */
  readonly queryCode?: string;
  /** What the `__type` carries before `#`; AWS sends it for SQS and Step Functions. */
  readonly namespace?: string;
  /** More members of the error's body. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** An error of AWS's own, as a client of the real service would see it. */
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

export interface WireRequest {
  /** `X-Amz-Target`: `AmazonSQS.SendMessage`. */
  readonly target: string;
  readonly body: string;
  readonly authorization?: string | undefined;
  readonly traceHeader?: string | undefined;
  readonly signal?: AbortSignal;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const neverAborted = new AbortController().signal;

export class Dispatcher {
  readonly #services: ReadonlyMap<string, Service>;
  readonly #context: CloudContext;
  /** Calls by `Service.Operation`, for the benchmark. */
  readonly calls = new Map<string, number>();

  constructor(context: CloudContext, services: readonly Service[]) {
    this.#context = context;
    this.#services = new Map(services.map((service) => [service.target, service]));
  }

  async dispatch(request: WireRequest): Promise<WireResponse> {
    const requestId = this.#context.ids.uuid();
    const { service, operation } = this.#find(request.target);
    const jsonVersion = service?.jsonVersion ?? '1.0';
    const headers = { 'content-type': `application/x-amz-json-${jsonVersion}`, 'x-amzn-requestid': requestId };
    try {
      const output = await this.#perform(request.target, operation, () => parseBody(request.body), {
        region: signedRegion(request.authorization) ?? this.#context.region,
        requestId,
        traceHeader: request.traceHeader,
        signal: request.signal ?? neverAborted,
      });
      return { status: 200, headers, body: JSON.stringify(output ?? {}) };
    } catch (error) {
      return failure(error, headers, this.#context);
    }
  }

  /**
   * The same without the wire, for what on AWS is inside of it too: the pollers of event source mappings, which make most of all
   * calls. Takes and gives the protocol's JSON. @throws AwsError
   */
  async call(target: string, input: Json, signal = neverAborted): Promise<Json> {
    const { operation } = this.#find(target);
    const context = { region: this.#context.region, requestId: this.#context.ids.uuid(), signal };
    return this.#perform(target, operation, () => input, context);
  }

  /** @returns the operation undefined where there is none; the service tells how to say so. */
  #find(target: string): { service: Service | undefined; operation: Operation | undefined } {
    const dot = target.lastIndexOf('.');
    const service = this.#services.get(target.slice(0, dot));
    const name = target.slice(dot + 1);
    return {
      service,
      operation: service && Object.hasOwn(service.operations, name) ? service.operations[name] : undefined,
    };
  }

  /** Nothing is answered before it is written. @throws UnknownOperationException */
  async #perform(
    target: string,
    operation: Operation | undefined,
    input: () => Json,
    context: CallContext,
  ): Promise<Json> {
    if (!operation) {
      throw new AwsError('UnknownOperationException', `The local cloud does not implement ${target || 'it'}`);
    }
    const parsed = input();
    this.calls.set(target, (this.calls.get(target) ?? 0) + 1);
    const output = await operation(parsed, context);
    await this.#context.store.flushed();
    return output;
  }
}

function parseBody(body: string): Json {
  let input: unknown;
  try {
    input = body === '' ? {} : JSON.parse(body);
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON');
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new AwsError('SerializationException', 'The request body is not a JSON object');
  }
  return input;
}

function signedRegion(authorization: string | undefined): string | undefined {
  return /Credential=[^/]+\/\d{8}\/([a-z0-9-]+)\//.exec(authorization ?? '')?.[1];
}

function failure(error: unknown, headers: Record<string, string>, context: CloudContext): WireResponse {
  if (!(error instanceof AwsError)) {
    context.report('a request failed inside the local cloud', error);
    const body = JSON.stringify({ __type: 'InternalFailure', message: 'The local cloud failed; see its log' });
    return { status: 500, headers: { ...headers, 'x-amzn-errortype': 'InternalFailure' }, body };
  }
  const { status = 400, queryCode, namespace, members } = error.options;
  const type = namespace ? `${namespace}#${error.code}` : error.code;
  return {
    status,
    headers: {
      ...headers,
      'x-amzn-errortype': error.code,
      ...(queryCode ? { 'x-amzn-query-error': `${queryCode};${status >= 500 ? 'Receiver' : 'Sender'}` } : {}),
    },
    body: JSON.stringify({ __type: type, message: error.message, ...members }),
  };
}
