import http from 'node:http';
import https from 'node:https';
import type { HeaderList } from '../http/header-list.ts';
import { firstHeader } from '../http/header-list.ts';
import type { UpstreamTls } from '../tls/upstream-tls.ts';
import { type AnswerSink, type Call, stopBody, type UpstreamRequest } from './call.ts';
import { callFailure } from './call-failure.ts';

interface CallTarget {
  origin: URL;
  tls: UpstreamTls | null;
}

/**
 * One request on a connection of its own, for the shapes that the pooled client cannot send: Expect, request
 * trailers and the target `*`.
 */
export class NodeCall implements Call {
  readonly #asked: UpstreamRequest;
  readonly #request: http.ClientRequest;
  readonly #sink: AnswerSink;
  #response: http.IncomingMessage | null = null;
  #connected = false;
  #over = false;

  constructor({ origin, tls }: CallTarget, request: UpstreamRequest, sink: AnswerSink) {
    this.#sink = sink;
    this.#asked = request;
    const send = origin.protocol === 'https:' ? https.request : http.request;
    this.#request = send({
      protocol: origin.protocol,
      hostname: origin.hostname.replace(/^\[|\]$/g, ''),
      port: origin.port === '' ? undefined : Number(origin.port),
      method: request.method,
      path: request.path,
      headers: wireHeaders(origin, request),
      agent: false,
      ...(tls !== null && { servername: '', ...tls.options }),
      maxHeaderSize: 64 * 1024,
    });
    this.#listen(request, tls === null ? 'connect' : 'secureConnect');
    this.#send(request);
  }

  pause(): void {
    this.#response?.pause();
  }

  resume(): void {
    this.#response?.resume();
  }

  abort(): void {
    if (this.#over) return;
    this.#over = true;
    stopBody(this.#asked);
    this.#request.destroy();
  }

  #listen(request: UpstreamRequest, connected: 'connect' | 'secureConnect'): void {
    const outgoing = this.#request;
    outgoing.on('socket', (socket) => {
      socket.once(connected, () => {
        this.#connected = true;
      });
    });
    outgoing.setTimeout(request.headTimeoutMs, () => {
      outgoing.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }));
    });
    outgoing.on('finish', () => {
      if (!this.#over) this.#sink.onSent(performance.now());
    });
    outgoing.on('information', (info) => {
      if (!this.#over) this.#sink.onInformation(info.statusCode, info.rawHeaders);
    });
    outgoing.on('response', (response) => this.#answer(response));
    outgoing.on('error', (error) => this.#fail(error));
  }

  #send(request: UpstreamRequest): void {
    const outgoing = this.#request;
    const { body, trailers } = request;
    if (body === null) {
      outgoing.end();
      return;
    }
    if (body instanceof Uint8Array) {
      outgoing.end(body);
      return;
    }
    // The client holds its body back until the upstream's 100 is relayed, so piping at once waits for it too.
    if (request.expectsContinue) outgoing.flushHeaders();
    body.on('error', (error) => outgoing.destroy(error));
    body.on('end', () => {
      if (trailers !== null) outgoing.addTrailers(pairs(trailers()));
      outgoing.end();
    });
    body.pipe(outgoing, { end: false });
  }

  #answer(response: http.IncomingMessage): void {
    if (this.#over) return;
    this.#response = response;
    this.#sink.onHead(response.statusCode ?? 502, response.statusMessage ?? '', response.rawHeaders);
    response.on('data', (chunk: Buffer) => {
      if (!this.#over) this.#sink.onData(chunk);
    });
    response.on('end', () => {
      if (this.#over || !response.complete) return;
      this.#over = true;
      this.#sink.onEnd(response.rawTrailers, performance.now());
      this.#request.destroy();
    });
    response.on('error', (error) => this.#fail(error));
    response.on('close', () => this.#fail(new Error('the connection broke off before the answer was whole')));
  }

  #fail(error: Error): void {
    if (this.#over) return;
    this.#over = true;
    stopBody(this.#asked);
    this.#request.destroy();
    this.#sink.onFail(callFailure(error, this.#connected));
  }
}

function wireHeaders(origin: URL, request: UpstreamRequest): string[] {
  const headers = [...request.headers];
  if (firstHeader(headers, 'host') === undefined) headers.unshift('Host', origin.host);
  if (request.expectsContinue) headers.push('Expect', '100-continue');
  const hasLength = firstHeader(headers, 'content-length') !== undefined;
  if (request.body !== null && !hasLength) headers.push('Transfer-Encoding', 'chunked');
  headers.push('Connection', 'close');
  return headers;
}

function pairs(headers: HeaderList): [string, string][] {
  const list: [string, string][] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) list.push([headers[at] ?? '', headers[at + 1] ?? '']);
  return list;
}
