import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ProxyErrorCode, rawErrorAnswer } from './proxy-error.ts';

export interface ServerLimits {
  headerBytesMax: number;
  keepAliveTimeoutMs: number;
  headersTimeoutMs: number;
  clientIdleTimeoutMs: number;
}

export interface TrafficListener {
  onRequest(request: IncomingMessage, response: ServerResponse): void;
  /** `Upgrade: websocket`; the socket is the listener's from now on. */
  onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** The client-facing server, set up so that node:http adds and swallows nothing by itself. */
export function createTrafficServer(listener: TrafficListener, limits: ServerLimits): http.Server {
  const server = http.createServer({
    maxHeaderSize: limits.headerBytesMax,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    headersTimeout: limits.headersTimeoutMs,
    // A long upload is the client's affair; that it does not stall is watched by the idle timeout.
    requestTimeout: 0,
    // A missing Host is refused by the proxy itself, in its own words.
    requireHostHeader: false,
    shouldUpgradeCallback: isWebSocketUpgrade,
  });
  server.maxHeadersCount = 0;
  server.timeout = limits.clientIdleTimeoutMs;
  // A client that has sent its request may close its sending side and still wait for the answer.
  Object.assign(server, { httpAllowHalfOpen: true });
  const onRequest = (request: IncomingMessage, response: ServerResponse) =>
    listener.onRequest(request, response);
  server.on('request', onRequest);
  server.on('checkContinue', onRequest);
  server.on('upgrade', (request, socket, head) => listener.onUpgrade(request, socket, head));
  server.on('connect', (_request, socket) => refuse(socket, 'notImplemented', 'CONNECT is not served'));
  server.on('clientError', onClientError);
  return server;
}

/** Starts listening; rejects with what the system said, such as a port in use. */
export function listen(server: http.Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('not a TCP address'));
      else resolve(address);
    });
  });
}

function isWebSocketUpgrade(request: IncomingMessage): boolean {
  return request.method === 'GET' && request.headers.upgrade?.trim().toLowerCase() === 'websocket';
}

function onClientError(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === 'HPE_HEADER_OVERFLOW')
    refuse(socket, 'headersTooLarge', 'the request head is too large');
  else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT')
    refuse(socket, 'requestTimeout', 'the request head is late');
  else if (error.code?.startsWith('HPE_')) refuse(socket, 'badRequest', 'the request is not valid HTTP');
  else socket.destroy();
}

/** Answers on the bare socket and closes it. */
export function refuse(socket: Duplex, code: ProxyErrorCode, message: string): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(rawErrorAnswer(code, message), 'latin1');
  socket.once('finish', () => socket.destroy());
  socket.on('error', () => socket.destroy());
}
