import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export const legacyOrder = (id: number): string => JSON.stringify({ id, total: id / 4, currency: 'EUR' });
/** The same with its total as text. */
export const wrongOrder = (id: number): string =>
  JSON.stringify({ id, total: String(id / 4), currency: 'EUR' });
/** Two in a hundred differ. */
export const candidateOrder = (id: number): string => (id % 50 === 0 ? wrongOrder(id) : legacyOrder(id));

export interface OrderServer {
  url: string;
  /** Requests for an order that arrived; a probe is none. */
  count(): number;
  stop(): Promise<void>;
}

/** A server of `/orders/:id` in this process. */
export async function startOrders(
  order: (id: number) => string,
  port = 0,
  headers: () => Record<string, string> = () => ({}),
): Promise<OrderServer> {
  let count = 0;
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    if (request.url?.startsWith('/orders/')) count += 1;
    const body = order(Number(request.url?.split('/').at(-1)));
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      ...headers(),
    });
    response.end(body);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${bound}`,
    count: () => count,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface CandidateProcess {
  url: string;
  /** SIGKILL, and back at the same address after this long. */
  kill(awayMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** The candidate as a process of its own, so that it can die in the middle of an answer. */
export async function startCandidateProcess(): Promise<CandidateProcess> {
  let child: ChildProcess;
  let port = 0;
  const start = async () => {
    child = fork(new URL('./candidate-main.ts', import.meta.url), [String(port)], { execArgv: [] });
    const [message] = (await once(child, 'message')) as [{ port: number }];
    port = message.port;
  };
  const end = async () => {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    kill: async (awayMs) => {
      await end();
      await new Promise((resolve) => setTimeout(resolve, awayMs));
      await start();
    },
    stop: end,
  };
}
