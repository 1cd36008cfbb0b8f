import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { clientHop } from '../http/client-hop.ts';
import { ClientResponse, type ServingState } from '../http/client-response.ts';
import { loopMarkerName } from '../http/header-kind.ts';
import { firstHeader } from '../http/header-list.ts';
import { type Admission, admit } from '../http/refusal.ts';
import { upstreamHeaders } from '../http/request-headers.ts';
import type { TrustedProxies } from '../http/trusted-proxies.ts';
import type { CompiledRoute } from '../routing/compiled-config.ts';
import type { ConfigHolder } from '../routing/config-holder.ts';
import type { Recorder } from '../tally/recorder.ts';
import type { TracedRequest, Tracer } from '../tracing/tracer.ts';
import type { Engine } from './engine.ts';
import { exchangeFor } from './exchange-for.ts';
import { exchangeNames } from './exchange-names.ts';
import type { Incoming } from './incoming.ts';

export interface HandlerParts {
  engine: Engine;
  configs: ConfigHolder;
  recorder: Recorder;
  trusted: TrustedProxies;
  /** Null where nothing is traced. */
  tracer: Tracer | null;
  log: Logger;
}

type Admitted = Extract<Admission, { ok: true }>;

/** Takes each client request to its exchange: lets it in, finds its route, and counts it when it is over. */
export class RequestHandler {
  readonly #parts: HandlerParts;
  readonly #serving: ServingState = { stopping: false };

  constructor(parts: HandlerParts) {
    this.#parts = parts;
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const client = new ClientResponse(request, response, this.#serving);
    const admission = admit({
      method: request.method ?? '',
      url: request.url ?? '',
      httpVersion: request.httpVersion,
      rawHeaders: request.rawHeaders,
    });
    if (!admission.ok) {
      response.shouldKeepAlive = false;
      client.fail(admission.code, admission.message);
      return;
    }
    this.#begin(this.#incoming(request, client, admission), response);
  }

  refuseExpectation(request: IncomingMessage, response: ServerResponse): void {
    response.shouldKeepAlive = false;
    new ClientResponse(request, response, this.#serving).fail(
      'expectationFailed',
      'the only Expect served is 100-continue',
    );
  }

  /** From now on each answer tells its client to close the connection. */
  drain(): void {
    this.#serving.stopping = true;
  }

  #begin(incoming: Incoming, response: ServerResponse): void {
    const { configs, recorder, engine, log } = this.#parts;
    const route = configs.current.find(incoming.method, incoming.path);
    if (route === null) recorder.discovered.add(incoming.method, incoming.path);
    const { tracer } = this.#parts;
    if (tracer !== null) incoming.trace = tracer.begin(tracedRequest(incoming, route));
    const exchange = exchangeFor(incoming, route, engine);
    const fromMs = performance.now();
    const place = engine.unanswered.add(exchange);
    response.on('close', () => {
      const whole = response.writableFinished;
      exchange.clientClosed(whole);
      if (route !== null) {
        const primaryMs = whole ? exchange.primaryTimeMs() : null;
        const addedMs = primaryMs === null ? null : Math.max(0, performance.now() - fromMs - primaryMs);
        recorder.request(route, addedMs, incoming.request.rawHeaders);
      }
      engine.unanswered.delete(place);
      incoming.trace?.end({ status: response.statusCode, whole });
      if (incoming.client.fault !== null) this.#tellFault(incoming, route);
    });
    try {
      exchange.start();
    } catch (error) {
      // A fault of the proxy costs this one request, never the process and all its clients.
      log.error({ err: error, ...namesOf(incoming, route) }, 'an exchange could not be started');
      incoming.client.fail('internal', 'the proxy failed');
      exchange.stop();
    }
  }

  /** At level debug: an upstream that is down fails many, and is told by itself. */
  #tellFault(incoming: Incoming, route: CompiledRoute | null): void {
    const { log } = this.#parts;
    if (!log.isLevelEnabled('debug')) return;
    log.debug(
      { ...namesOf(incoming, route), ...incoming.client.fault },
      'a client was not answered by an upstream',
    );
  }

  #incoming(request: IncomingMessage, client: ClientResponse, admitted: Admitted): Incoming {
    const hop = clientHop(request, admitted.authority, this.#parts.trusted);
    const { headers, expectsContinue, hasConditions } = upstreamHeaders(
      request.rawHeaders,
      hop,
      admitted.authority,
    );
    const mark = firstHeader(request.rawHeaders, loopMarkerName);
    const looped = mark !== undefined && this.#parts.engine.marker.isValid(mark);
    if (looped) headers.push(loopMarkerName, mark);
    return {
      request,
      client,
      hop,
      looped,
      trace: null,
      method: request.method ?? '',
      path: admitted.path,
      headers,
      hasConditions,
      hasBody: admitted.hasBody,
      expectsContinue,
      announcesTrailers: admitted.chunked && firstHeader(request.rawHeaders, 'trailer') !== undefined,
    };
  }
}

function tracedRequest({ method, request }: Incoming, route: CompiledRoute | null): TracedRequest {
  const { rawHeaders } = request;
  return { method, rawHeaders, template: route?.config.template ?? null, stage: route?.stage ?? null };
}

/** By which an exchange is found again; never its target, which may hold ids of people. */
function namesOf({ method, request, hop, trace }: Incoming, route: CompiledRoute | null): object {
  return {
    ...exchangeNames({ headers: request.rawHeaders, hop, trace }),
    method,
    ...(route !== null && { route: `${route.config.method} ${route.config.template}`, stage: route.stage }),
  };
}
