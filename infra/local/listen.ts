/** HTTP servers and ports on the loopback interface. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StartupError } from './startup-error.ts';

/**
 * @param port 0 takes a free port.
 * @param variable the environment variable that sets the port, for the error's message
 * @returns the port. @throws StartupError if it cannot be used
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

/** @returns the port, or a free one for 0. Nothing listens on it yet. @throws StartupError if it cannot be used */
export async function freePort(port: number, variable: string): Promise<number> {
  const probe = createServer();
  const free = await listen(probe, port, variable);
  await closeServer(probe);
  return free;
}

/** Ends open connections too: a long poll would delay the close. */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
