import { once } from 'node:events';
import { createServer } from 'node:http';

export interface OwnPair {
  legacy: string;
  candidate: string;
  stop(): Promise<void>;
}

/** Two servers as a user has them, equal in all but their name, which only the bodies of `/parcels` tell. */
export async function startOwnPair(): Promise<OwnPair> {
  const [legacy, candidate] = await Promise.all([startServer('own-legacy'), startServer('own-candidate')]);
  return {
    legacy: legacy.url,
    candidate: candidate.url,
    stop: async () => {
      await Promise.all([legacy.stop(), candidate.stop()]);
    },
  };
}

async function startServer(name: string) {
  const server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', server: name });
    const odd = request.url?.startsWith('/parcels/') ? { by: name } : {};
    response.end(JSON.stringify({ path: request.url, items: [1, 2, 3], ...odd }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
