import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import {
  type Config,
  type ControlMessage,
  closeCodes,
  type Delta,
  decodeProxyMessage,
  type Event,
  encodeMessage,
  type Health,
  linkCompression,
  type ProxyMessage,
  type RolledBack,
  type RouteConfig,
  type Rule,
  routeDefaults,
  type Stage,
  type Tally,
} from '@delta-guard/protocol';
import { type WebSocket, WebSocketServer } from 'ws';
import { ownPort } from './own-port.ts';

export const testToken = 'a'.repeat(64);

type Hello = Extract<ProxyMessage, { type: 'hello' }>;

/** The control plane's end of the link, on a real WebSocket: stores events and acks them like the real one. */
export class ControlServer {
  readonly #server = http.createServer();
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: linkCompression });
  readonly #watchers = new Set<() => void>();
  readonly #spools = new WeakMap<WebSocket, string>();
  #socket: WebSocket | null = null;
  #config: Config = config(0, []);
  readonly hellos: Hello[] = [];
  readonly frames: string[] = [];
  readonly events: Event[] = [];
  readonly applied: number[] = [];
  readonly invalid: string[] = [];
  /** Codes with which links ended. */
  readonly closes: number[] = [];
  pulses = 0;
  /** What the last pulse told. */
  health: Health | null = null;
  /** Highest seq that is stored, of each spool. */
  readonly acked = new Map<string, number>();
  /** Of the frames that were stored, by spool and seq. */
  readonly #hashes = new Map<string, string>();
  /** Spools of which no batch is taken: their links are closed as forked. */
  readonly forked = new Set<string>();
  refusedUpgrades = 0;
  /** Of the newest link. */
  #wire: Socket | null = null;
  token = testToken;
  /** False: batches are stored, but their acks are lost. */
  acks = true;

  /** On a port that it can come back to, or on this one. */
  async start(given?: number): Promise<this> {
    const port = given ?? (await ownPort());
    this.#server.on('upgrade', (request, socket, head) => {
      this.#wire = request.socket;
      if (request.headers.authorization !== `Bearer ${this.token}`) {
        this.refusedUpgrades += 1;
        socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        this.#notify();
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (link) => this.#accept(link));
    });
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    return this;
  }

  /** Of the spool that said hello last and spoke for itself. */
  get ackedSeq(): number {
    return this.acked.get(this.#ownSpool()) ?? 0;
  }

  set ackedSeq(seq: number) {
    this.acked.set(this.#ownSpool(), seq);
  }

  /** As if another run had sent other batches under the id of a spool, up to this seq. */
  takenFromOther(spool: string, seq: number): void {
    this.acked.set(spool, seq);
    this.#hashes.set(`${spool} ${seq}`, 'f'.repeat(64));
  }

  #ownSpool(): string {
    return this.hellos.findLast(({ adoptedBy }) => adoptedBy === undefined)?.spool ?? '';
  }

  /** Bytes that came over the newest link. */
  get bytesRead(): number {
    return this.#wire?.bytesRead ?? 0;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/ingest`;
  }

  /** Sends a config, now and to whoever connects later. */
  configure(config: Config): void {
    this.#config = config;
    this.send({ type: 'config', config });
  }

  /** Sends a config and waits until the proxy says that it is in force. */
  async apply(config: Config): Promise<void> {
    this.configure(config);
    await this.until(() => this.applied.includes(config.revision));
  }

  send(message: ControlMessage): void {
    this.#socket?.send(encodeMessage(message));
  }

  sendText(frame: string): void {
    this.#socket?.send(frame);
  }

  /** Breaks the link as a network would. */
  cut(): void {
    this.#socket?.terminate();
    this.#socket = null;
  }

  closeLink(code: number, reason: string): void {
    this.#socket?.close(code, reason);
  }

  /** Resolves as soon as the condition holds; looks each time something arrives. */
  until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => {
      const watch = () => {
        if (!condition()) return;
        this.#watchers.delete(watch);
        resolve();
      };
      this.#watchers.add(watch);
    });
  }

  get tallies(): Tally[] {
    return this.events.filter((event) => event.type === 'tally');
  }

  get deltas(): Delta[] {
    return this.events.filter((event) => event.type === 'delta');
  }

  get rollbacks(): RolledBack[] {
    return this.events.filter((event) => event.type === 'rolledBack');
  }

  /** Sums over all tallies, of one route where one is named. */
  totals(routeId?: string) {
    const totals = { requests: 0, matches: 0, mismatches: 0, notCompared: 0, fallbacks: 0, eligible: 0 };
    const reasons: Record<string, number> = {};
    for (const tally of this.tallies) {
      if (routeId !== undefined && tally.routeId !== routeId) continue;
      totals.requests += tally.requests;
      totals.matches += tally.matches;
      totals.mismatches += tally.mismatches;
      totals.fallbacks += tally.fallbacks;
      for (const [reason, count] of Object.entries(tally.notCompared)) {
        totals.notCompared += count;
        reasons[reason] = (reasons[reason] ?? 0) + count;
      }
    }
    totals.eligible = totals.matches + totals.mismatches + totals.notCompared;
    return { ...totals, reasons };
  }

  async close(): Promise<void> {
    this.cut();
    for (const link of this.#sockets.clients) link.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(link: WebSocket): void {
    link.on('message', (data) => this.#receive(link, String(data)));
    link.on('close', (code) => {
      this.closes.push(code);
      this.#notify();
    });
  }

  #receive(link: WebSocket, frame: string): void {
    const decoded = decodeProxyMessage(frame);
    if (!decoded.ok) this.invalid.push(decoded.reason);
    else this.#obey(link, decoded.value, frame);
    this.#notify();
  }

  #obey(link: WebSocket, message: ProxyMessage, frame: string): void {
    switch (message.type) {
      case 'hello':
        this.hellos.push(message);
        this.#spools.set(link, message.spool);
        if (message.adoptedBy === undefined) this.#socket = link;
        link.send(encodeMessage(this.#welcome(message.spool)));
        link.send(encodeMessage({ type: 'config', config: this.#config }));
        return;
      case 'batch':
        this.#store(link, message, frame);
        return;
      case 'applied':
        this.applied.push(message.revision);
        return;
      case 'pulse':
        this.pulses += 1;
        this.health = message.health;
    }
  }

  #welcome(spool: string): ControlMessage {
    const ackedSeq = this.acked.get(spool) ?? 0;
    const ackedHash = this.#hashes.get(`${spool} ${ackedSeq}`);
    return { type: 'welcome', ackedSeq, ...(ackedHash === undefined ? {} : { ackedHash }) };
  }

  #store(link: WebSocket, { seq, events }: Extract<ProxyMessage, { type: 'batch' }>, frame: string): void {
    const spool = this.#spools.get(link) ?? '';
    this.frames.push(frame);
    if (this.forked.has(spool)) {
      link.close(closeCodes.spoolForked, 'the same seq with another hash');
      return;
    }
    if (seq === (this.acked.get(spool) ?? 0) + 1) {
      this.events.push(...events);
      this.acked.set(spool, seq);
      this.#hashes.set(`${spool} ${seq}`, createHash('sha256').update(frame).digest('hex'));
    }
    if (this.acks) link.send(encodeMessage({ type: 'ack', seq }));
  }

  #notify(): void {
    for (const watch of [...this.#watchers]) watch();
  }
}

/** A route with a readable id: the n-th. */
export function route(
  n: number,
  template: string,
  stage: Stage,
  more: Partial<RouteConfig> = {},
): RouteConfig {
  return {
    id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    method: 'GET',
    template,
    stage,
    version: 1,
    ...routeDefaults,
    ...more,
  };
}

export function config(revision: number, routes: RouteConfig[], rules: Rule[] = []): Config {
  return { revision, targetSalt: '00112233445566778899aabbccddeeff', routes, rules };
}
