import {
  type Config,
  type ControlMessage,
  closeCodes,
  closeReason,
  decodeControlMessage,
  encodeMessage,
  type Health,
  limits,
  linkCompression,
  type ProxyMessage,
  protocolVersion,
  type Welcome,
} from '@delta-guard/protocol';
import type { Logger } from 'pino';
import { WebSocket } from 'ws';
import { servedStages } from '../routing/stage-plan.ts';
import { closeSocket } from './close-socket.ts';
import { InFlight } from './in-flight.ts';
import { type LinkWaits, LinkWatch, linkWaits } from './link-watch.ts';
import type { Outbox } from './outbox.ts';
import { readToken } from './read-token.ts';
import { retryDelayMs, slowRetryDelayMs } from './retry-delay.ts';

export interface LinkOptions {
  url: string;
  /** Read anew for each connection, so that a token can be changed without a restart. */
  tokenFile: string;
  gateway: string;
  instance: string;
  startedAtMs: number;
  spool: Outbox;
  /** Spool of the run that sends what a dead one left; null where a run speaks for itself. */
  adoptedBy: string | null;
  /** Called when all is acked. */
  onDrained?: () => void;
  log: Logger;
  waits?: LinkWaits;
  appliedRevision(): number;
  /** Resolves to the revision in force, or null where the config was refused. */
  onConfig(config: Config): Promise<number | null>;
}

/** The one connection to the control plane: it comes back by itself, and the proxy never waits for it (P7). */
export class Link {
  readonly #options: LinkOptions;
  #socket: WebSocket | null = null;
  #watch: LinkWatch | null = null;
  #welcomed = false;
  /** Whether the control plane ever heard of this spool. */
  #known = false;
  /** Highest seq sent on the present connection. */
  #sentSeq = 0;
  readonly #inFlight = new InFlight();
  #attempt = 0;
  #refused = false;
  #heardAtMs = 0;
  /** Spool that the present link was opened for. */
  #saidId = '';
  #retryTimer: NodeJS.Timeout | null = null;
  #stopped = false;
  #onDrained: (() => void) | null = null;
  #flushing = false;
  #flushAgain = false;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  get connected(): boolean {
    return this.#welcomed;
  }

  /** Since the last word of the control plane, or since `sinceMs` (performance.now()) where there was none. */
  silentMs(sinceMs: number): number {
    return performance.now() - Math.max(sinceMs, this.#heardAtMs);
  }

  start(): void {
    void this.#connect();
  }

  /** Sends what waits, as far as the control plane keeps up. */
  flush(): void {
    this.#flushAgain = true;
    if (this.#flushing) return;
    this.#flushing = true;
    void this.#flush().catch((error) => this.#options.log.error({ err: error }, 'the spool cannot be read'));
  }

  async #flush(): Promise<void> {
    try {
      while (this.#flushAgain) {
        this.#flushAgain = false;
        await this.#sendNext();
      }
    } finally {
      this.#flushing = false;
    }
    if (!this.#welcomed || !this.#options.spool.isEmpty) return;
    this.#onDrained?.();
    this.#options.onDrained?.();
  }

  async #sendNext(): Promise<void> {
    const socket = this.#socket;
    while (this.#welcomed && this.#inFlight.hasRoom) {
      const batch = await this.#options.spool.next(this.#sentSeq);
      // The link may have gone, and come back, while the disk was read.
      if (this.#socket !== socket || !this.#welcomed) return;
      if (this.#options.spool.id !== this.#saidId) return socket?.close(1001, 'a new spool begins');
      if (batch === null) return;
      this.#sentSeq = batch.seq;
      this.#inFlight.sent(batch);
      socket?.send(batch.frame);
    }
  }

  /** Once a second: tells how the proxy is. */
  pulse(health: Health): void {
    if (this.#welcomed) this.#send({ type: 'pulse', health });
  }

  /**
   * Waits up to `waitMs` for acks of all that is spooled, then closes. Returns whether the control plane, if it ever heard
   * of this spool, was told that nothing is left.
   */
  async stop(waitMs: number): Promise<boolean> {
    if (waitMs > 0 && this.#welcomed && !this.#options.spool.isEmpty) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        this.#onDrained = () => {
          clearTimeout(timer);
          resolve();
        };
        this.flush();
      });
    }
    this.#stopped = true;
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer);
    const socket = this.#socket;
    if (socket === null) return !this.#known;
    const isOver = this.#welcomed && this.#options.spool.isEmpty;
    const code = isOver ? closeCodes.ended : 1001;
    const echo = await closeSocket(socket, code, isOver ? 'nothing is left' : 'stopping');
    return !this.#known || echo === closeCodes.ended;
  }

  async #connect(): Promise<void> {
    const token = await readToken(this.#options.tokenFile, this.#options.log);
    if (this.#stopped) return;
    if (token === null) {
      this.#refused = true;
      this.#retry();
      return;
    }
    const socket = new WebSocket(this.#options.url, {
      headers: { Authorization: `Bearer ${token}` },
      maxPayload: limits.frameBytesMax,
      perMessageDeflate: linkCompression,
      followRedirects: false,
    });
    this.#socket = socket;
    this.#listen(socket);
  }

  #listen(socket: WebSocket): void {
    const { log, url, waits = linkWaits } = this.#options;
    const watch = new LinkWatch(socket, waits, (reason) => log.warn({ url }, `${reason}: it is broken off`));
    this.#watch = watch;
    const heard = () => {
      this.#heardAtMs = performance.now();
      watch.heard();
    };
    socket.on('open', () => {
      heard();
      watch.opened();
      this.#hello();
    });
    socket.on('pong', heard);
    socket.on('message', (data, isBinary) => {
      heard();
      if (isBinary) socket.close(closeCodes.invalidFrame, 'text frames only');
      else this.#receive(socket, String(data));
    });
    socket.on('unexpected-response', (_request, response) => {
      const { statusCode } = response;
      this.#refused = statusCode === 401 || statusCode === 403;
      const hint = this.#refused ? 'the token is not accepted' : 'the control plane refused the link';
      log.error({ url, statusCode }, hint);
      socket.terminate();
    });
    socket.on('error', (error) => log.debug({ err: error, url }, 'the link failed'));
    socket.on('close', (code, reason) => {
      watch.stop();
      this.#closed(code, String(reason));
    });
  }

  #hello(): void {
    const { gateway, instance, startedAtMs, spool, adoptedBy, appliedRevision } = this.#options;
    this.#saidId = spool.id;
    this.#send({
      type: 'hello',
      protocol: protocolVersion,
      gateway,
      spool: spool.id,
      instance,
      startedAt: startedAtMs,
      appliedRevision: appliedRevision(),
      firstSeq: spool.firstSeq,
      servedStages: [...servedStages],
      ...(adoptedBy === null ? {} : { adoptedBy }),
    });
  }

  #receive(socket: WebSocket, frame: string): void {
    const decoded = decodeControlMessage(frame);
    if (!decoded.ok) {
      this.#options.log.error({ reason: decoded.reason }, 'the control plane sent an invalid frame');
      socket.close(closeCodes.invalidFrame, decoded.reason.slice(0, 120));
      return;
    }
    this.#obey(socket, decoded.value);
  }

  #obey(socket: WebSocket, message: ControlMessage): void {
    switch (message.type) {
      case 'welcome':
        this.#watch?.welcomed();
        void this.#begin(socket, message);
        return;
      case 'ack':
        this.#options.spool.ack(message.seq);
        this.#inFlight.acked(message.seq);
        this.flush();
        return;
      case 'config':
        void this.#apply(message.config);
    }
  }

  /** Goes on from where the control plane stands, if that is where this run brought it. */
  async #begin(socket: WebSocket, { ackedSeq, ackedHash }: Welcome): Promise<void> {
    const { spool, log } = this.#options;
    const isOwn = await spool.wrote(ackedSeq, ackedHash);
    if (this.#socket !== socket) return;
    spool.ack(ackedSeq);
    if (!isOwn) {
      await this.#seal(
        `another run sent other batches as spool ${spool.id}: which of these were taken is not known`,
      );
      socket.close(1001, 'a new spool begins');
      return;
    }
    this.#sentSeq = Math.max(ackedSeq, spool.firstSeq - 1);
    this.#welcomed = true;
    this.#known = true;
    this.#attempt = 0;
    log.info({ ackedSeq }, 'linked to the control plane');
    this.flush();
  }

  async #seal(reason: string): Promise<void> {
    const { spool, log } = this.#options;
    log.error({ spool: spool.id, reason }, 'the spool is sealed');
    await spool.sealed(reason).catch((error) => log.error({ err: error }, 'a new spool cannot be begun'));
  }

  async #apply(config: Config): Promise<void> {
    const revision = await this.#options.onConfig(config);
    if (revision !== null) this.#send({ type: 'applied', revision });
  }

  #closed(code: number, text: string): void {
    const { log, spool } = this.#options;
    this.#socket = null;
    this.#welcomed = false;
    this.#sentSeq = 0;
    this.#inFlight.clear();
    const reason = closeReason(code);
    if (reason === 'unsupportedProtocol') this.#refused = true;
    if (reason !== null && reason !== 'stopping' && reason !== 'ended')
      log.error({ code, reason, text }, 'the control plane closed the link');
    else if (!this.#refused) log.info({ code, text }, 'the link is down');
    if (reason !== 'spoolForked') {
      this.#retry();
      return;
    }
    // Not before the new spool is there: the old one must not be spoken for again.
    void this.#seal(
      `the control plane closed spool ${spool.id}: another run sent other batches under its id`,
    ).then(() => this.#retry());
  }

  #retry(): void {
    if (this.#stopped) return;
    const delayMs = this.#refused
      ? slowRetryDelayMs(Math.random())
      : retryDelayMs(this.#attempt, Math.random());
    this.#attempt += 1;
    this.#refused = false;
    this.#retryTimer = setTimeout(() => void this.#connect(), delayMs);
  }

  #send(message: ProxyMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(encodeMessage(message));
  }
}
