/**
 * The AWS JSON protocols, once for all services. Every request, over HTTP or in process, comes through `Dispatcher.dispatch`.
 */
import type { CloudContext } from './context.ts';
import { decodeBody } from './decode.ts';
import { AwsError, type BoundOperation, type CallContext, type Json, type Service } from './service.ts';

export interface WireRequest {
  /** `X-Amz-Target`: `AmazonSQS.SendMessage`. */
  readonly target: string;
  /** Text, or its bytes in UTF-8. */
  readonly body: string | Uint8Array;
  readonly authorization?: string | undefined;
  readonly traceHeader?: string | undefined;
  readonly signal?: AbortSignal;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
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
   * An in-process call without a client's codec, for AWS's own pollers, which make most of all calls. Takes and gives the
   * protocol's JSON. @throws AwsError
   */
  async call(target: string, input: Json, signal = neverAborted): Promise<Json> {
    const { operation } = this.#find(target);
    const context = { region: this.#context.region, requestId: this.#context.ids.uuid(), signal };
    return this.#perform(target, operation, () => input, context);
  }

  /** The operation is undefined if the service has none of that name. */
  #find(target: string): { service: Service | undefined; operation: BoundOperation | undefined } {
    const dot = target.lastIndexOf('.');
    const service = this.#services.get(target.slice(0, dot));
    const name = target.slice(dot + 1);
    return {
      service,
      operation: service && Object.hasOwn(service.operations, name) ? service.operations[name] : undefined,
    };
  }

  /** Answers only once the store has written what the call changed. @throws UnknownOperationException */
  async #perform(
    target: string,
    operation: BoundOperation | undefined,
    input: () => Json,
    context: CallContext,
  ): Promise<Json> {
    if (!operation) {
      const message = target
        ? `The local cloud does not implement ${target}`
        : 'The request has no header X-Amz-Target: the local cloud speaks AWS JSON only, to AWS SDKs, boto3 and the AWS CLI';
      throw new AwsError('UnknownOperationException', message);
    }
    const parsed = input();
    this.calls.set(target, (this.calls.get(target) ?? 0) + 1);
    const output = await operation(parsed, context);
    await this.#context.store.flushed();
    return output;
  }
}

function parseBody(body: string | Uint8Array): Json {
  const text = decodeBody(body);
  let input: unknown;
  try {
    input = text === '' ? {} : JSON.parse(text);
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
