/** The local cloud's HTTP endpoint: one port for all services. `X-Amz-Target` names the service, as on AWS. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Dispatcher, WireResponse } from './dispatcher.ts';
import { foreignCaller } from './loopback.ts';
import { notSpoken, protocolOf, refusal } from './protocols.ts';

/** Above the largest legal request (1 MiB), so that a service answers with AWS's own error for one that is too large. */
const maxBodyBytes = 16 * 1024 * 1024;

export function createEndpoint(dispatcher: Dispatcher, newRequestId: () => string): Server {
  return createServer(async (request, response) => {
    const gone = new AbortController();
    response.on('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    const answer =
      refusalOf(request, newRequestId) ?? (await dispatch(dispatcher, request, gone.signal)) ?? bodyTooLarge;
    response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
    response.end(answer.body);
  });
}

/** Before the body is read. Undefined if the request may be dispatched. */
function refusalOf(request: IncomingMessage, newRequestId: () => string): WireResponse | undefined {
  const protocol = protocolOf({
    url: request.url ?? '',
    target: header(request, 'x-amz-target'),
    contentType: header(request, 'content-type'),
    smithyProtocol: header(request, 'smithy-protocol'),
  });
  const foreign = foreignCaller(request);
  if (foreign) return refusal(protocol, newRequestId(), 403, { code: 'AccessDeniedException', message: foreign });
  if (protocol === 'json') return undefined;
  return refusal(protocol, newRequestId(), 400, { code: 'UnknownOperationException', message: notSpoken[protocol] });
}

async function dispatch(
  dispatcher: Dispatcher,
  request: IncomingMessage,
  signal: AbortSignal,
): Promise<WireResponse | undefined> {
  const body = await readBody(request);
  return (
    body &&
    dispatcher.dispatch({
      target: header(request, 'x-amz-target'),
      body,
      authorization: request.headers.authorization,
      traceHeader: header(request, 'x-amzn-trace-id') || undefined,
      signal,
    })
  );
}

const bodyTooLarge: WireResponse = { status: 413, headers: { connection: 'close' }, body: '' };

/** In queue URLs as long as nothing listens: AWS's local tools agree on this port. */
const defaultEndpoint = 'http://127.0.0.1:4566';

/** The URL under which clients on this machine reach the server. */
export function endpointOf(server: Server): string {
  const address = server.address() as AddressInfo | null;
  return address ? `http://127.0.0.1:${address.port}` : defaultEndpoint;
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

/** Undefined if it is too large or the client disconnected before its end. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxBodyBytes) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}
