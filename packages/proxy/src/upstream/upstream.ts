import type { Socket } from 'node:net';
import { buildConnector, Client } from 'undici';
import { type TlsConnectOptions, UpstreamTls } from '../tls/upstream-tls.ts';
import type { AnswerSink, Call, UpstreamRequest } from './call.ts';
import { ConnectionPool, type PoolLimits } from './connection-pool.ts';
import { NodeCall } from './node-call.ts';
import type { RequestRules } from './request-rules.ts';
import { TlsClient } from './tls-client.ts';
import { UndiciCall } from './undici-call.ts';

export interface UpstreamLimits extends PoolLimits {
  connectTimeoutMs: number;
  headerBytesMax: number;
}

export interface Reach {
  reachable: boolean;
  atMs: number;
}

/** One pool of connections to a fixed origin. An upstream that plays two roles has one of these for each. */
export class Upstream {
  readonly origin: URL;
  /** What is changed in the headers of its requests, from the next one on; null where nothing is. */
  rules: RequestRules | null = null;
  /** Hears when it cannot be reached any more, and when it can be again. */
  onReach: ((reachable: boolean, why: string | null) => void) | null = null;
  readonly #pool: ConnectionPool;
  readonly #limits: UpstreamLimits;
  readonly #tls: UpstreamTls | null;
  #connector: { for: TlsConnectOptions | null; connect: buildConnector.connector } | null = null;
  #reach: Reach | null = null;

  constructor(origin: URL, limits: UpstreamLimits, tls: UpstreamTls | null = null) {
    this.origin = origin;
    this.#limits = { ...limits };
    this.#pool = new ConnectionPool(this.#limits, (onSocket) => this.createClient(onSocket));
    this.#tls = origin.protocol === 'https:' ? (tls ?? new UpstreamTls(origin, null, null)) : null;
  }

  /** Whether the last attempt reached it, told by those who call; null before the first. */
  get reach(): Reach | null {
    return this.#reach;
  }

  /** Calls under way or waiting for a connection. */
  get busy(): number {
    return this.#pool.busy;
  }

  /** Holds from the next request and the next connection on. */
  limit(limits: UpstreamLimits): void {
    Object.assign(this.#limits, limits);
    this.#connector = null;
  }

  noteReach(reachable: boolean, why: string | null = null): void {
    if ((this.#reach?.reachable ?? true) !== reachable) this.onReach?.(reachable, why);
    this.#reach = { reachable, atMs: performance.now() };
  }

  /** Headers of a request as this upstream gets them. */
  headersFor(headers: string[]): string[] {
    return this.rules === null ? headers : this.rules.apply(headers);
  }

  call(given: UpstreamRequest, sink: AnswerSink): Call {
    const request = this.rules === null ? given : { ...given, headers: this.rules.apply(given.headers) };
    if (needsNodeClient(request)) return new NodeCall({ origin: this.origin, tls: this.#tls }, request, sink);
    const call = new UndiciCall(this.#pool, request, sink);
    call.start();
    return call;
  }

  /** A connection outside the pool, as an upgraded one has to be. The caller closes it. */
  createClient(onSocket: (socket: Socket) => void = ignore): Client {
    const Kind = this.#tls === null ? Client : TlsClient;
    return new Kind(this.origin, {
      pipelining: 1,
      allowH2: false,
      // The name that undici would ask for comes from a request.
      connect: ({ servername, ...options }, callback) => {
        this.#connect(options, (...[error, socket]) => {
          if (error !== null) {
            callback(error, null);
            return;
          }
          onSocket(socket);
          callback(null, socket);
        });
      },
      bodyTimeout: this.#limits.bodyIdleTimeoutMs,
      maxHeaderSize: this.#limits.headerBytesMax,
      keepAliveTimeout: 30_000,
    });
  }

  /** Notes whether a connection, and TLS where it is asked for, comes about; nothing is sent on it. */
  tryConnection(): Promise<void> {
    const { hostname, host, protocol, port } = this.origin;
    return new Promise((resolve) => {
      this.#connect({ hostname: hostname.replace(/^\[|\]$/g, ''), host, protocol, port }, (error, socket) => {
        socket?.destroy();
        this.noteReach(error === null, error?.message);
        resolve();
      });
    });
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  /** A connector remembers TLS sessions, so that one is kept for as long as the certificates stay. */
  get #connect(): buildConnector.connector {
    const options = this.#tls?.options ?? null;
    if (this.#connector === null || this.#connector.for !== options) {
      const connect = buildConnector({ ...options, allowH2: false, timeout: this.#limits.connectTimeoutMs });
      this.#connector = { for: options, connect };
    }
    return this.#connector.connect;
  }
}

function ignore(): void {}

function needsNodeClient(request: UpstreamRequest): boolean {
  return request.path === '*' || request.expectsContinue || request.trailers !== null;
}
