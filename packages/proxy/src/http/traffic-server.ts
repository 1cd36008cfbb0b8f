import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TlsSource } from '../tls/tls-source.ts';
import { type ProxyErrorCode, rawErrorAnswer } from './proxy-error.ts';
import { createSecureServer } from './secure-server.ts';

export interface ServerLimits {
  headerBytesMax: number;
  keepAliveTimeoutMs: number;
  headersTimeoutMs: number;
  clientIdleTimeoutMs: number;
  /** How long a client that closed its sending side is waited for; past it, it counts as gone. */
  halfClosedWaitMs: number;
}

export interface TrafficListener {
  onRequest(request: IncomingMessage, response: ServerResponse): void;
  /** `Expect` with anything but `100-continue`. */
  onExpectation(request: IncomingMessage, response: ServerResponse): void;
  /** `Upgrade: websocket`; the socket is the listener's from now on. */
  onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** The client-facing server, set up so that node:http adds and swallows nothing by itself. */
export function createTrafficServer(
  listener: TrafficListener,
  limits: ServerLimits,
  tls: TlsSource | null = null,
): http.Server {
  const options: http.ServerOptions = {
    maxHeaderSize: limits.headerBytesMax,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    headersTimeout: limits.headersTimeoutMs,
    connectionsCheckingInterval: Math.min(5_000, limits.headersTimeoutMs),
    // A long upload is the client's affair; that it does not stall is watched by the idle timeout.
    requestTimeout: 0,
    // A missing Host is refused by the proxy itself, in its own words.
    requireHostHeader: false,
    shouldUpgradeCallback: isWebSocketUpgrade,
    // A request without a body costs no events of a stream that nobody reads.
    optimizeEmptyRequests: true,
  };
  const server =
    tls === null ? http.createServer(options) : createSecureServer(options, tls, limits.headersTimeoutMs);
  server.maxHeadersCount = 0;
  server.timeout = limits.clientIdleTimeoutMs;
  // A client that has sent its request may close its sending side and still wait for the answer. One that is gone looks
  // the same until something is written to it, so the wait has a bound.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on(tls === null ? 'connection' : 'secureConnection', (socket: Socket) =>
    endHalfClosed(socket, limits.halfClosedWaitMs),
  );
  const newest = new WeakMap<Duplex, { answer: ServerResponse }>();
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    // One entry for each connection: one for each request is a burden for the garbage collector.
    const known = newest.get(request.socket);
    if (known === undefined) newest.set(request.socket, { answer: response });
    else known.answer = response;
    listener.onRequest(request, response);
  };
  server.on('request', onRequest);
  server.on('checkContinue', onRequest);
  server.on('upgrade', (request, socket, head) => listener.onUpgrade(request, socket, head));
  server.on('connect', (_request, socket) => refuse(socket, 'notImplemented', 'CONNECT is not served'));
  server.on('checkExpectation', (request, response) => listener.onExpectation(request, response));
  server.on('clientError', (error, socket) => onClientError(error, socket, newest.get(socket)?.answer));
  return server;
}

/** An address, or the descriptor of a socket that has one. */
export type ListenAddress = { port: number; host: string } | { fd: number };

/** Starts listening; rejects with what the system said, such as a port in use. */
export function listen(server: http.Server, address: ListenAddress): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => {
      server.off('error', reject);
      const bound = server.address();
      if (bound === null || typeof bound === 'string') reject(new Error('not a TCP address'));
      else resolve(bound);
    });
  });
}

function endHalfClosed(socket: Socket, waitMs: number): void {
  socket.once('end', () => {
    const timer = setTimeout(() => socket.destroy(), waitMs);
    socket.once('close', () => clearTimeout(timer));
  });
}

function isWebSocketUpgrade(request: IncomingMessage): boolean {
  return request.method === 'GET' && request.headers.upgrade?.trim().toLowerCase() === 'websocket';
}

/** `newest` is the answer last begun on this connection: what is refused here must not cut into it. */
function onClientError(
  error: Error & { code?: string },
  socket: Duplex,
  newest: ServerResponse | undefined,
): void {
  const refusal = refusalOf(error);
  if (refusal === null) socket.destroy();
  else if (newest === undefined || newest.writableFinished) refuse(socket, ...refusal);
  else if (newest.req.complete) {
    // The bad bytes follow a request that is still being answered: that answer goes first, and is the last.
    newest.shouldKeepAlive = false;
    newest.once('finish', () => socket.end());
  } else if (newest.headersSent) socket.destroy();
  else refuse(socket, ...refusal);
}

function refusalOf(error: Error & { code?: string }): [ProxyErrorCode, string] | null {
  if (error.code === 'HPE_HEADER_OVERFLOW') return ['headersTooLarge', 'the request head is too large'];
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return ['requestTimeout', 'the request head is late'];
  return error.code?.startsWith('HPE_') ? ['badRequest', 'the request is not valid HTTP'] : null;
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
