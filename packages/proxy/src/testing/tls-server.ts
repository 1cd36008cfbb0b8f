import type http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';

export interface TlsTestServer {
  port: number;
  /** Sockets whose handshake succeeded, in order. */
  connections: TLSSocket[];
  seen: http.IncomingMessage[];
  close(): Promise<void>;
}

/** A real HTTPS server on a free port of 127.0.0.1. */
export async function tlsServer(
  options: https.ServerOptions,
  answer: http.RequestListener,
): Promise<TlsTestServer> {
  const connections: TLSSocket[] = [];
  const seen: http.IncomingMessage[] = [];
  const server = https.createServer({ keepAliveTimeout: 60_000, ...options }, (request, response) => {
    seen.push(request);
    answer(request, response);
  });
  server.on('secureConnection', (socket) => connections.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port, connections, seen, close };
}

export interface TlsAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
  /** Common name of the server's certificate. */
  peer: string;
}

/** One request; with `port` and TLS options over HTTPS. Rejects where there is no answer. */
export function askTls(options: https.RequestOptions, body = ''): Promise<TlsAnswer> {
  return new Promise((resolve, reject) => {
    const request = https.request({ host: '127.0.0.1', agent: false, ...options }, (response) => {
      const { socket } = response;
      const peer = 'getPeerCertificate' in socket ? (socket as TLSSocket).getPeerCertificate() : null;
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject).on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: text,
          peer: String(peer?.subject?.CN ?? ''),
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}
