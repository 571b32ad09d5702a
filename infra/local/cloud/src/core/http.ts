/** The local cloud's HTTP endpoint: one port for all services. `X-Amz-Target` names the service, as on AWS. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Dispatcher } from './dispatcher.ts';

/** Above the largest legal request (1 MiB), so that a service answers with AWS's own error for one that is too large. */
const maxBodyBytes = 16 * 1024 * 1024;

export function createEndpoint(dispatcher: Dispatcher): Server {
  return createServer(async (request, response) => {
    const gone = new AbortController();
    response.on('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    const body = await readBody(request);
    if (body === undefined) {
      response.writeHead(413, { connection: 'close' }).end();
      return;
    }
    const answer = await dispatcher.dispatch({
      target: header(request, 'x-amz-target'),
      body,
      authorization: request.headers.authorization,
      traceHeader: header(request, 'x-amzn-trace-id') || undefined,
      signal: gone.signal,
    });
    response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
    response.end(answer.body);
  });
}

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

/** The body as text; undefined if it is too large or the client disconnected before its end. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
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
  return Buffer.concat(chunks).toString('utf8');
}
