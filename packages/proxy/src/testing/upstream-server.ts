import http from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import net from 'node:net';
import tls from 'node:tls';

export interface TestServer {
  url: string;
  port: number;
  /** Requests that arrived, in order. */
  seen: { method: string; url: string; rawHeaders: string[] }[];
  /** Resolves when this many requests have arrived. */
  untilSeen(count: number): Promise<void>;
  close(): Promise<void>;
}

type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/** A real HTTP server on a free port. */
export async function httpServer(answer: Answer, options: http.ServerOptions = {}): Promise<TestServer> {
  const seen: TestServer['seen'] = [];
  let onSeen = () => {};
  const server = http.createServer({ keepAliveTimeout: 60_000, ...options }, (request, response) => {
    seen.push({ method: request.method ?? '', url: request.url ?? '', rawHeaders: request.rawHeaders });
    onSeen();
    answer(request, response);
  });
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const untilSeen = (count: number) =>
    new Promise<void>((resolve) => {
      onSeen = () => {
        if (seen.length >= count) resolve();
      };
      onSeen();
    });
  return { ...(await listening(server)), seen, untilSeen, close };
}

/** A bare TCP server that says whatever the test wants; with a certificate, over TLS. */
export async function tcpServer(
  onSocket: (socket: Socket) => void,
  certificate: tls.TlsOptions | null = null,
): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const accept = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    onSocket(socket);
  };
  const server = certificate === null ? net.createServer(accept) : tls.createServer(certificate, accept);
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { ...(await listening(server)), seen: [], untilSeen: async () => {}, close };
}

/** A TCP server that hands each whole request head to `answer`, which writes raw bytes. */
export function rawHttpServer(answer: (head: string, socket: Socket) => void): Promise<TestServer> {
  return tcpServer((socket) => {
    let pending = '';
    socket.on('data', (chunk) => {
      pending += chunk.toString('latin1');
      for (let end = pending.indexOf('\r\n\r\n'); end !== -1; end = pending.indexOf('\r\n\r\n')) {
        const head = pending.slice(0, end + 4);
        pending = pending.slice(end + 4);
        answer(head, socket);
      }
    });
  });
}

async function listening(server: Server): Promise<{ url: string; port: number }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port };
}

/** A JSON answer with its length. */
export function json(response: http.ServerResponse, body: unknown, status = 200): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}
