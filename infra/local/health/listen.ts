/** HTTP servers on the loopback interface. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StartupError } from '../startup-error.ts';

/**
 * @param port 0 takes a free one.
 * @param variable the environment variable that names the port.
 * @returns the port. @throws StartupError when it is busy
 */
export async function listen(server: Server, port: number, variable: string): Promise<number> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const what =
      code === 'EADDRINUSE'
        ? 'is in use by another program; stop that, or'
        : code === 'EACCES'
          ? 'is not open to this user (ports below 1024 are the administrator’s);'
          : `cannot be opened (${code});`;
    throw new StartupError(`Port ${port} ${what} name another port in ${variable}.`, { cause });
  }
  return (server.address() as AddressInfo).port;
}

/** Ends open connections too: a long poll would hold the server up. */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
