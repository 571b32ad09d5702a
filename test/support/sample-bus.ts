/** A bus over HTTP that hands every request to a sample ledger at once, for tests of the command line without a whole system. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { identifyRequest } from '../../services/intake/request.ts';
import type { SampleLedger } from './sample-ledger.ts';

interface Entry {
  readonly EventBusName: string;
  readonly DetailType: string;
  readonly Detail: string;
}

export interface SampleBus {
  readonly endpoint: string;
  /** Set it to make single entries fail: returns their error code. */
  failing: (detail: Record<string, unknown>) => string | undefined;
  /** Set it to leave accepted transfers open. */
  idle: boolean;
  close(): Promise<void>;
}

export async function openBus(ledger: SampleLedger): Promise<SampleBus> {
  const bus: SampleBus = { endpoint: '', failing: () => undefined, idle: false, close: async () => {} };
  const put = async ({ EventBusName, DetailType, Detail }: Entry) => {
    const detail = JSON.parse(Detail);
    const code = bus.failing(detail);
    if (code) return { ErrorCode: code, ErrorMessage: 'taught to fail' };
    if (EventBusName !== 'zeroloss' || DetailType !== 'TransferRequested') throw new Error('not a request');
    await ledger.receive(detail);
    const { transferId: id, requestId } = identifyRequest(detail);
    if (id && !bus.idle && (await ledger.isAccepted(id))) await ledger.play(id);
    return { EventId: requestId };
  };
  const server = createServer(async (request, response) => {
    if (request.url === '/health') {
      response.end('{}');
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { Entries } = JSON.parse(Buffer.concat(chunks).toString()) as { Entries: Entry[] };
    const results = await Promise.all(Entries.map(put)).catch(() => undefined);
    if (!results) {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' }).end('{"__type":"Taught"}');
      return;
    }
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ Entries: results }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(bus, {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  });
}
