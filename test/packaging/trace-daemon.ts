import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export interface TraceDaemon {
  /** `host:port`, as AWS_XRAY_DAEMON_ADDRESS has it. */
  readonly address: string;
  /** JSON of each segment that was sent so far. */
  readonly segments: readonly string[];
  close(): void;
}

/** Where Lambda's X-Ray daemon listens: a datagram for each segment, its JSON in the line after a header. */
export async function openTraceDaemon(): Promise<TraceDaemon> {
  const segments: string[] = [];
  const socket = createSocket('udp4', (message) => segments.push(message.toString('utf8').split('\n')[1] ?? ''));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { segments, address: `127.0.0.1:${socket.address().port}`, close: () => socket.close() };
}
