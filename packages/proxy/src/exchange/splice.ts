import type { Duplex } from 'node:stream';
import type { Client, Dispatcher } from 'undici';
import { rawHead } from '../http/proxy-error.ts';
import { clientHeaders, writableReason } from '../http/response-headers.ts';
import { refuse } from '../http/traffic-server.ts';
import { callFailure } from '../upstream/call-failure.ts';
import { latin1Headers } from '../upstream/latin1-headers.ts';
import type { Upstream } from '../upstream/upstream.ts';

/** One upgraded connection: the handshake with the primary, and then the two sockets joined. */
export class Splice implements Dispatcher.DispatchHandler {
  readonly #upstream: Upstream;
  readonly #client: Client;
  readonly #socket: Duplex;
  readonly #head: Buffer;
  #controller: Dispatcher.DispatchController | null = null;
  #begun = false;

  constructor(upstream: Upstream, socket: Duplex, head: Buffer) {
    this.#upstream = upstream;
    this.#client = upstream.createClient();
    this.#socket = socket;
    this.#head = head;
  }

  start(path: string, headers: string[]): void {
    this.#socket.once('close', () => {
      void this.#client.destroy(null).catch(() => {});
    });
    const headersForIt = this.#upstream.headersFor(headers);
    this.#client.dispatch({ method: 'GET', path, headers: headersForIt, upgrade: 'websocket' }, this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
  }

  onRequestUpgrade(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    upstream: Duplex,
  ): void {
    const client = this.#socket;
    const head = rawHead(status, 'Switching Protocols', latin1Headers(controller.rawHeaders));
    upstream.on('error', () => client.destroy());
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
    client.write(head, 'latin1');
    if (this.#head.length > 0) upstream.write(this.#head);
    upstream.pipe(client);
    client.pipe(upstream);
  }

  /** The primary declined: its answer goes to the client as it is, on a connection that then closes. */
  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    reason?: string,
  ): void {
    if (status < 200) return;
    this.#begun = true;
    const headers = [...clientHeaders(status, latin1Headers(controller.rawHeaders)), 'Connection', 'close'];
    this.#socket.write(rawHead(status, writableReason(reason ?? ''), headers), 'latin1');
    this.#socket.on('drain', () => controller.resume());
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#socket.write(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.#socket.end();
    void this.#client.close().catch(() => {});
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    void this.#client.destroy(null).catch(() => {});
    if (this.#begun) this.#socket.destroy();
    else
      refuse(this.#socket, callFailure(error, this.#controller !== null).code, 'the upstream did not answer');
  }
}
