import { once } from 'node:events';
import type { Server } from 'node:http';
import { isIPv6 } from 'node:net';

const stopGraceMs = 1_000;

/** Listens and returns the origin, `http://127.0.0.1:9001`. */
export async function listen(
  server: Server,
  { host, port }: { host: string; port: number },
): Promise<string> {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://${isIPv6(host) ? `[${host}]` : host}:${address.port}`;
}

/** Takes no new connection, lets what is in flight finish for a second, then cuts it off. */
export async function stopServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const cut = setTimeout(() => server.closeAllConnections(), stopGraceMs);
  await closed;
  clearTimeout(cut);
}
