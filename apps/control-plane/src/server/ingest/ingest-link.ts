import {
  type CloseReason,
  type Config,
  type ControlMessage,
  closeCodes,
  decodeProxyMessage,
  encodeMessage,
  type Hello,
  type ProxyMessage,
  protocolVersion,
} from '@delta-guard/protocol';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import { loadConfig } from '../config/load-config.ts';
import type { ServerContext } from '../context.ts';
import { withRetries } from '../store/with-retries.ts';
import type { BatchStore } from './batch-store.ts';
import { fitCloseReason, notSpoken, otherProtocol } from './close-words.ts';
import type { CursorVerdict } from './cursor.ts';
import { FrameQueue } from './frame-queue.ts';
import { type IngestOptions, ingestDefaults } from './ingest-options.ts';
import { openSpool } from './open-spool.ts';
import { type ReadBatch, readBatch } from './read-batch.ts';
import { noteApplied, noteGone, noteHeard, notePulse } from './spool-presence.ts';
import { type BatchToStore, hashFrame } from './store-batch.ts';
import type { GapPlace } from './store-gaps.ts';
import { storeRun } from './store-run.ts';

/** Of a run that is stored together: what is larger makes good use of a transaction by itself. */
const runCharactersMax = 1024 * 1024;

interface Served {
  place: GapPlace;
  spool: string;
  connectedAt: Date;
}

/** One proxy's link, from its hello to its end. Frames are worked off one after the other, in the order they came. */
export class IngestLink {
  readonly #socket: WebSocket;
  readonly #options: IngestOptions;
  readonly #context: ServerContext;
  readonly #stop = new AbortController();
  readonly #frames: FrameQueue;
  readonly #batches: BatchStore;
  readonly #onOpen: (link: IngestLink, spool: string) => void;
  #log: Logger;
  #served: Served | null = null;
  #sentRevision = -1;
  /** Pings since the proxy was heard last. */
  #unanswered = 0;
  #hasEnded = false;
  /** Resolves once nothing of this link is under way any more. */
  readonly gone: Promise<void>;

  constructor(
    socket: WebSocket,
    options: IngestOptions,
    hooks: { log: Logger; batches: BatchStore; onOpen: (link: IngestLink, spool: string) => void },
  ) {
    this.#socket = socket;
    this.#options = options;
    this.#context = options.context;
    this.#log = hooks.log;
    this.#onOpen = hooks.onOpen;
    this.#batches = hooks.batches;
    this.#frames = new FrameQueue(socket, (frame) => this.#work(frame));
    const helloTimer = setTimeout(
      () => this.close('helloExpected', 'no hello came in time'),
      options.helloTimeoutMs ?? ingestDefaults.helloTimeoutMs,
    );
    const { pingIntervalMs, silentMsMax } = { ...ingestDefaults, ...options };
    const pingTimer = setInterval(() => this.#ping(silentMsMax / pingIntervalMs), pingIntervalMs);
    socket.on('message', (data, isBinary) => {
      clearTimeout(helloTimer);
      this.#receive(data.toString(), isBinary);
    });
    socket.on('pong', () => this.#heard());
    socket.on('error', (error) => this.#log.warn({ err: error }, 'the link of a proxy failed'));
    this.gone = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        clearTimeout(helloTimer);
        clearInterval(pingTimer);
        this.#stop.abort();
        resolve(this.#end(code, reason.toString('utf8')));
      });
    });
  }

  get spool(): string | null {
    return this.#served?.spool ?? null;
  }

  /** Closes with a code and a reason that both sides log. What came before and is not stored will be sent again. */
  close(code: CloseReason, reason: string): void {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    this.#frames.drop();
    const level = code === 'stopping' || code === 'replaced' ? 'info' : 'warn';
    this.#log[level]({ closed: code, reason }, 'link closed by the control plane');
    this.#socket.close(closeCodes[code], fitCloseReason(reason));
    this.#socket.resume();
  }

  /** Sends a config, unless it is not newer than what was sent. */
  sendConfig(config: Config): void {
    if (!this.#served || config.revision <= this.#sentRevision) return;
    this.#sentRevision = config.revision;
    this.#send({ type: 'config', config });
  }

  #receive(frame: string, isBinary: boolean): void {
    if (this.#stop.signal.aborted) return;
    this.#unanswered = 0;
    if (isBinary) {
      this.close('invalidFrame', 'frames are text');
      return;
    }
    this.#frames.push(frame);
  }

  async #work(frame: string): Promise<void> {
    try {
      await this.#read(frame);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#log.error({ err: error }, 'what a proxy sent could not be stored');
      this.close('storeFailed', 'the control plane could not store it; send it again');
    }
  }

  async #read(frame: string): Promise<void> {
    const decoded = decodeProxyMessage(frame);
    if (!decoded.ok) {
      const other = this.#served ? null : otherProtocol(frame);
      if (other !== null) return this.close('unsupportedProtocol', notSpoken(other));
      const batch = this.#served && readBatch(frame);
      if (this.#served && batch) return this.#take([this.#toStore(this.#served, batch, frame)]);
      return this.close('invalidFrame', decoded.reason);
    }
    const message = decoded.value;
    if (this.#served) return this.#serve(this.#served, message, frame);
    if (message.type !== 'hello') return this.close('helloExpected', `expected hello, not ${message.type}`);
    return this.#hello(message);
  }

  async #hello(hello: Hello): Promise<void> {
    if (hello.protocol !== protocolVersion) {
      return this.close('unsupportedProtocol', notSpoken(hello.protocol));
    }
    this.#log = this.#log.child({ spool: hello.spool, instance: hello.instance });
    const opened = await this.#retrying(() => openSpool(this.#context, hello));
    if (!opened.open) return this.close(opened.close, opened.reason);
    this.#served = { place: opened.place, spool: hello.spool, connectedAt: opened.connectedAt };
    if (this.#stop.signal.aborted) return;
    this.#onOpen(this, hello.spool);
    const { seq: ackedSeq, hash: ackedHash } = opened.acked;
    this.#log.info({ ackedSeq, firstSeq: hello.firstSeq }, 'a proxy is connected');
    this.#context.live.note('instances');
    this.#send({ type: 'welcome', ackedSeq, ...(ackedHash === null ? {} : { ackedHash }) });
    this.sendConfig(await this.#retrying(() => loadConfig(this.#context.db, this.#context.gatewayId)));
  }

  #toStore({ place }: Served, batch: ReadBatch, frame: string): BatchToStore {
    return { place, batch, unread: batch.unread, hash: hashFrame(frame), nowMs: this.#context.now() };
  }

  async #serve(served: Served, message: ProxyMessage, frame: string): Promise<void> {
    const { place } = served;
    const { db } = this.#context;
    const at = new Date(this.#context.now());
    switch (message.type) {
      case 'hello':
        return this.close('invalidFrame', 'hello was said already');
      case 'applied': {
        const { revision } = message;
        await this.#retrying(() => noteApplied(db, place.spoolId, { revision, at }));
        return this.#context.live.note('instances', 'config');
      }
      case 'pulse':
        await this.#retrying(() => notePulse(db, place.spoolId, { health: message.health, at }));
        return this.#context.live.note('instances');
      case 'batch':
        return this.#take(this.#runFrom(served, { ...message, unread: [] }, frame));
    }
  }

  /** A batch, and those that wait right behind it: a spool that catches up is stored several batches at a time. */
  #runFrom(served: Served, batch: ReadBatch, frame: string): BatchToStore[] {
    const run = [this.#toStore(served, batch, frame)];
    let characters = frame.length;
    const read = (waiting: string) => {
      if (characters + waiting.length > runCharactersMax) return null;
      const decoded = decodeProxyMessage(waiting);
      if (!decoded.ok || decoded.value.type !== 'batch') return null;
      characters += waiting.length;
      return this.#toStore(served, { ...decoded.value, unread: [] }, waiting);
    };
    for (let next = this.#frames.also(read); next !== null; next = this.#frames.also(read)) run.push(next);
    return run;
  }

  async #take(run: readonly BatchToStore[]): Promise<void> {
    const parts = {
      ...{ context: this.#context, batches: this.#batches, log: this.#log, stop: this.#stop.signal },
      retrying: <T>(work: () => Promise<T>) => this.#retrying(work),
    };
    for await (const { batch, verdict } of storeRun(run, parts)) {
      if (!this.#answer(batch.seq, verdict)) return;
      if (verdict.take === 'ackAgain') continue;
      const hasDeltas = batch.events.some((event) => event?.type === 'delta');
      this.#context.live.note('tallies', ...(hasDeltas ? (['deltas'] as const) : []));
    }
  }

  /** Returns whether the link goes on. */
  #answer(seq: number, verdict: CursorVerdict): boolean {
    switch (verdict.take) {
      case 'forked':
        this.close('spoolForked', `batch ${seq} is not the one that was taken under that number`);
        return false;
      case 'backwards':
        this.close('sequenceJump', `batch ${seq} was taken long ago`);
        return false;
      case 'storeAfterGap':
        this.#log.warn(
          { missingFrom: verdict.missingFrom, missingTo: verdict.missingTo },
          'batches never came',
        );
        break;
      case 'ackAgain':
      case 'store':
        break;
    }
    this.#send({ type: 'ack', seq });
    return true;
  }

  #retrying<T>(work: () => Promise<T>, signal = this.#stop.signal): Promise<T> {
    return withRetries(work, {
      withinMs: this.#options.storeTimeoutMs ?? ingestDefaults.storeTimeoutMs,
      signal,
      onRetry: (error, attempt) =>
        this.#log.warn({ err: error, attempt }, 'the database has trouble; tried again'),
    });
  }

  #send(message: ControlMessage): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(encodeMessage(message));
  }

  /** By pings and not by the clock: held up itself, this process has not read yet what came meanwhile. */
  #ping(unansweredMax: number): void {
    // Nor has it while it takes no more in.
    if (this.#socket.isPaused) return;
    if (this.#unanswered >= unansweredMax) {
      this.#log.warn('a proxy does not answer; its link is cut');
      this.#socket.terminate();
      return;
    }
    this.#unanswered += 1;
    this.#socket.ping();
  }

  #heard(): void {
    this.#unanswered = 0;
    if (!this.#served || this.#stop.signal.aborted) return;
    const { spoolId } = this.#served.place;
    noteHeard(this.#context.db, spoolId, new Date(this.#context.now())).catch((error: unknown) => {
      this.#log.warn({ err: error }, 'could not note that a proxy was heard');
    });
  }

  async #end(code: number, reason: string): Promise<void> {
    this.#hasEnded = code === closeCodes.ended;
    this.#frames.drop();
    await this.#frames.idle();
    this.#log.info({ code, reason }, 'the link of a proxy has ended');
  }

  /** For whoever knows that no newer link serves the same spool. A run says only once that nothing is left: it is tried again. */
  async noteGone(stop: AbortSignal): Promise<void> {
    if (!this.#served) return;
    const { place, connectedAt } = this.#served;
    const { controlPlaneId, db, now } = this.#context;
    const endedAt = this.#hasEnded ? new Date(now()) : null;
    const link = { connectedAt, connectedBy: controlPlaneId, endedAt };
    await this.#retrying(() => noteGone(db, place.spoolId, link), stop);
    this.#context.live.note('instances');
  }
}
