/** The local cloud's HTTP endpoint: one port for every service, told apart by `X-Amz-Target` as on AWS. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Dispatcher } from './dispatcher.ts';

/** Above the largest legal request (PutEvents and SQS batches are 1 MiB), so that the services answer with AWS's error. */
const largestBodyBytes = 16 * 1024 * 1024;

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

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

/** The whole body as text; undefined when it is too large, or when the client went away in the middle of it. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > largestBodyBytes) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}
