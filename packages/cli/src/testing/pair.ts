import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Two small servers of a user's own, which differ in one field of `/orders/:id` and agree on `/health`. */
export interface Pair {
  legacy: string;
  candidate: string;
  /** Requests that reached each side. */
  counts: { legacy: number; candidate: number };
  /** What the candidate says in `x-build` from now on; null says nothing. */
  deploy(build: string | null): void;
  stop(): Promise<void>;
}

export async function startPair(): Promise<Pair> {
  const counts = { legacy: 0, candidate: 0 };
  let build: string | null = null;
  const legacy = await listen('legacy', counts, (id) => ({ id, total: 12.5, currency: 'EUR' }));
  const candidate = await listen(
    'candidate',
    counts,
    (id) => ({ id, total: '12.5', currency: 'EUR' }),
    () => build,
  );
  return {
    legacy: legacy.url,
    candidate: candidate.url,
    counts,
    deploy: (next) => {
      build = next;
    },
    stop: async () => {
      await Promise.all([legacy.stop(), candidate.stop()]);
    },
  };
}

type Side = keyof Pair['counts'];

async function listen(
  side: Side,
  counts: Pair['counts'],
  order: (id: number) => object,
  build: () => string | null = () => null,
) {
  const server = createServer((request, response) => {
    counts[side] += 1;
    const id = /^\/orders\/(\d+)/.exec(request.url ?? '')?.[1];
    const body = JSON.stringify(id ? order(Number(id)) : { ok: true });
    const named = build();
    if (named !== null) response.setHeader('x-build', named);
    response.writeHead(200, { 'content-type': 'application/json', server: side }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${port(server)}`, stop: () => close(server) };
}

async function close(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

function port(server: Server): number {
  const address = server.address();
  return isAddressInfo(address) ? address.port : 0;
}

function isAddressInfo(address: ReturnType<Server['address']>): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}
