import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { clientHop } from '../http/client-hop.ts';
import type { HeaderList } from '../http/header-list.ts';
import { admit } from '../http/refusal.ts';
import { upstreamHeaders } from '../http/request-headers.ts';
import { refuse } from '../http/traffic-server.ts';
import type { CompiledRoute } from '../routing/compiled-config.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { HandlerParts } from './request-handler.ts';
import { Splice } from './splice.ts';

/** WebSocket upgrades: passed to the primary alone, and joined byte for byte after its 101. Never shadowed. */
export class WebSocketSplices {
  readonly #parts: HandlerParts;
  readonly #splicesMax: number;
  readonly #open = new Set<Duplex>();

  constructor(parts: HandlerParts, splicesMax: number) {
    this.#parts = parts;
    this.#splicesMax = splicesMax;
  }

  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const admission = admit({
      method: request.method ?? '',
      url: request.url ?? '',
      httpVersion: request.httpVersion,
      rawHeaders: request.rawHeaders,
    });
    if (!admission.ok) {
      refuse(socket, admission.code, admission.message);
      return;
    }
    if (admission.hasBody) {
      refuse(socket, 'badRequest', 'an upgrade cannot have a body');
      return;
    }
    if (this.#open.size >= this.#splicesMax) {
      refuse(socket, 'upstreamBusy', 'too many WebSocket connections are open');
      return;
    }
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    const hop = clientHop(request, admission.authority, this.#parts.trusted);
    const { headers } = upstreamHeaders(request.rawHeaders, hop, admission.authority);
    const upstream = this.#primary(admission.path, request.rawHeaders);
    new Splice(upstream, socket, head).start(admission.path, headers);
  }

  /** Breaks off what is still joined. */
  stop(): void {
    for (const socket of this.#open) socket.destroy();
  }

  #primary(path: string, headers: HeaderList): Upstream {
    const { configs, engine, recorder } = this.#parts;
    const route = configs.current.find('GET', path);
    if (route === null) recorder.discovered.add('GET', path);
    else recorder.request(route, null, headers);
    return route !== null && isForCandidate(route, headers) ? engine.candidate : engine.legacy;
  }
}

/** Of an upgrade nothing can be compared: guarded leaves it to the legacy. */
function isForCandidate({ stage, choice }: CompiledRoute, headers: HeaderList): boolean {
  return stage === 'live' || stage === 'complete' || (stage === 'canary' && choice.isCanary(headers));
}
