import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Config, limits, linkCompression } from '@delta-guard/protocol';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import { refuseUpgrade } from '../http/refuse-upgrade.ts';
import { BatchStore } from './batch-store.ts';
import { IngestLink } from './ingest-link.ts';
import type { IngestOptions } from './ingest-options.ts';
import { carriesToken } from './token.ts';

const linksMax = 1_000;

/** Takes the links of proxies, one per spool: a newer one replaces the older. */
export class IngestServer {
  readonly #options: IngestOptions;
  readonly #log: Logger;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.frameBytesMax,
    perMessageDeflate: linkCompression,
  });
  readonly #batches: BatchStore;
  readonly #stop = new AbortController();
  readonly #links = new Set<IngestLink>();
  readonly #bySpool = new Map<string, IngestLink>();

  constructor(options: IngestOptions) {
    this.#options = options;
    this.#batches = new BatchStore(options.context.db);
    this.#log = options.context.log.child({ part: 'ingest' });
  }

  /** The upgrade of a request to `/ingest`; Host and Origin were checked by the caller. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { remoteAddress } = request.socket;
    if (!carriesToken(request.headers.authorization, this.#options.token)) {
      this.#log.warn({ remoteAddress }, 'a link was refused: wrong token');
      refuseUpgrade(socket, 401, 'the token is missing or wrong');
      return;
    }
    if (this.#links.size >= linksMax) {
      this.#log.warn({ remoteAddress }, 'a link was refused: too many');
      refuseUpgrade(socket, 503, `more than ${linksMax} proxies are connected`);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const log = this.#log.child({ remoteAddress });
      const link = new IngestLink(webSocket, this.#options, {
        log,
        batches: this.#batches,
        onOpen: (opened, spool) => this.#take(opened, spool),
      });
      this.#links.add(link);
      void this.#forget(link, log);
    });
  }

  sendConfig(config: Config): void {
    for (const link of this.#links) link.sendConfig(config);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    const links = [...this.#links];
    for (const link of links) link.close('stopping', 'the control plane stops');
    const ends = Promise.all(links.map((link) => link.gone));
    await Promise.race([ends, new Promise((resolve) => setTimeout(resolve, 2_000))]);
    for (const socket of this.#sockets.clients) socket.terminate();
    await ends;
  }

  #take(link: IngestLink, spool: string): void {
    this.#bySpool.get(spool)?.close('replaced', 'a newer link serves this spool');
    this.#bySpool.set(spool, link);
  }

  async #forget(link: IngestLink, log: Logger): Promise<void> {
    await link.gone;
    const { spool } = link;
    const newest = spool === null ? undefined : this.#bySpool.get(spool);
    if (spool !== null && (newest === undefined || newest === link)) {
      this.#bySpool.delete(spool);
      await link.noteGone(this.#stop.signal).catch((error: unknown) => {
        log.warn({ err: error }, 'could not note that a proxy is gone');
      });
    }
    this.#links.delete(link);
  }
}
