import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import {
  type Config,
  type ControlMessage,
  decodeControlMessage,
  type Event,
  type Health,
  type Hello,
  protocolVersion,
} from '@delta-guard/protocol';
import { WebSocket } from 'ws';

export function newSpool(): string {
  return randomBytes(16).toString('hex');
}

/** The health of a proxy whose upstreams answer and that has nothing to tell. */
export function healthWith(health: Partial<Health> = {}): Health {
  const upstream = { origin: 'http://127.0.0.1:1', reachable: true };
  return {
    at: Date.now(),
    upstreams: { legacy: upstream, candidate: upstream },
    spoolBatches: 0,
    spoolBytes: 0,
    lagMs: 0,
    droppedEvents: 0,
    spoolDurable: true,
    heldBack: [],
    memoryBytes: 1,
    eventLoopDelayP99Ms: 1,
    ...health,
  };
}

export interface Closed {
  code: number;
  reason: string;
}

/** The control plane's counterpart on a real socket, which sends what a test tells it to. */
export class TestProxy {
  readonly socket: WebSocket;
  readonly received: ControlMessage[] = [];
  readonly closed: Promise<Closed>;
  readonly #arrivals = new EventEmitter();
  #told = 0;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      const decoded = decodeControlMessage(data.toString());
      if (!decoded.ok) throw new Error(decoded.reason);
      this.received.push(decoded.value);
      this.#arrivals.emit('message');
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString('utf8') });
        this.#arrivals.emit('message');
      });
    });
    socket.on('error', () => {});
  }

  static async open(at: { port: number; token: string }): Promise<TestProxy> {
    const socket = new WebSocket(`ws://127.0.0.1:${at.port}/ingest`, {
      headers: { authorization: `Bearer ${at.token}` },
    });
    const proxy = new TestProxy(socket);
    await once(socket, 'open');
    return proxy;
  }

  /** Opens a link and says hello, until the config is there. */
  static async join(at: { port: number; token: string }, hello: Partial<Hello> = {}): Promise<TestProxy> {
    const proxy = await TestProxy.open(at);
    proxy.hello(hello);
    await proxy.config(0);
    return proxy;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  hello(hello: Partial<Hello> = {}): void {
    this.send({
      type: 'hello',
      protocol: protocolVersion,
      gateway: 'default',
      spool: newSpool(),
      instance: 'test-proxy',
      startedAt: Date.now(),
      appliedRevision: 0,
      firstSeq: 1,
      servedStages: ['off', 'shadow', 'live'],
      ...hello,
    });
  }

  /** Sends a batch and waits for its ack; rejects where the link is closed instead. */
  async batch(seq: number, events: Event[]): Promise<void> {
    const from = this.received.length;
    this.send({ type: 'batch', seq, events });
    await this.until((message) => message.type === 'ack' && message.seq === seq, from);
  }

  /** Sends the next batch, numbered from 1 on, and waits for its ack. */
  async tell(events: Event[]): Promise<void> {
    this.#told += 1;
    await this.batch(this.#told, events);
  }

  pulse(health: Partial<Health> = {}): void {
    this.send({ type: 'pulse', health: healthWith(health) });
  }

  /** The first config of at least this revision. */
  async config(revision: number): Promise<Config> {
    const message = await this.until((each) => each.type === 'config' && each.config.revision >= revision);
    if (message.type !== 'config') throw new Error('expected a config');
    return message.config;
  }

  async until(wanted: (message: ControlMessage) => boolean, from = 0): Promise<ControlMessage> {
    for (;;) {
      const found = this.received.slice(from).find(wanted);
      if (found) return found;
      if (this.socket.readyState >= WebSocket.CLOSING) {
        const { code, reason } = await this.closed;
        throw new Error(`closed with ${code}: ${reason}`);
      }
      await once(this.#arrivals, 'message');
    }
  }

  async leave(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}
