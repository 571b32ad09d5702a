import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export interface TraceDaemon {
  /** `host:port`, for AWS_XRAY_DAEMON_ADDRESS. */
  readonly address: string;
  /** JSON of each segment received so far. */
  readonly segments: readonly string[];
  close(): void;
}

/** Stands in for Lambda's X-Ray daemon: one datagram per segment, a header line and then its JSON. */
export async function openTraceDaemon(): Promise<TraceDaemon> {
  const segments: string[] = [];
  const socket = createSocket('udp4', (message) => segments.push(message.toString('utf8').split('\n')[1] ?? ''));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { segments, address: `127.0.0.1:${socket.address().port}`, close: () => socket.close() };
}
