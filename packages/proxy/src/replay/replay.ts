import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Policy } from '@delta-guard/gate';
import { type Method, methods, type Rule, safeMethods } from '@delta-guard/protocol';
import { pino } from 'pino';
import { Comparer } from '../comparison/comparer.ts';
import { ByteBudget } from '../exchange/byte-budget.ts';
import { foldTemplate } from '../routing/fold-template.ts';
import { Upstream } from '../upstream/upstream.ts';
import type { Recorded, RecordedRequest } from './recording.ts';
import { ReplayExchange, type Replayed, type ReplayParts } from './replay-exchange.ts';
import { replayHeaders } from './replay-headers.ts';
import { ReplayRoute } from './replay-route.ts';

const megabyte = 1024 * 1024;
const captureBytesMax = 8 * megabyte;
/** Routes told apart; what comes after them is counted as skipped. */
const routesMax = 500;
const reasonsMax = 100;

export interface ReplayOptions {
  legacy: URL;
  candidate: URL;
  policy: Policy;
  rules: readonly Rule[];
  /** Requests a second; null sends as fast as the answers come. */
  ratePerSecond: number | null;
  /** Requests under way at a time. */
  concurrency: number;
  timeoutMs: number;
  /** Also replay methods that change things: on both systems. */
  unsafe: boolean;
  /** Header fields, name and value by turns, that every request gets in place of its own. */
  headers: readonly string[];
}

export interface ReplayProgress {
  requests: number;
  comparisons: number;
  mismatches: number;
  skipped: number;
}

/** Runs recorded requests through both systems and compares their answers as the proxy does. */
export class Replay {
  readonly #options: ReplayOptions;
  readonly #parts: ReplayParts;
  readonly #comparer: Comparer;
  readonly #routes = new Map<string, ReplayRoute>();
  readonly #skipped = new Map<string, number>();
  /** Why a side could not be asked, as it was first seen; of interest where it never answered at all. */
  readonly #sides = { legacy: newSide(), candidate: newSide() };
  readonly progress: ReplayProgress = { requests: 0, comparisons: 0, mismatches: 0, skipped: 0 };
  #stopped = false;

  constructor(options: ReplayOptions) {
    this.#options = options;
    const limits = {
      connectionsMax: options.concurrency,
      pendingMax: options.concurrency,
      pendingTimeoutMs: options.timeoutMs,
      connectTimeoutMs: options.timeoutMs,
      bodyIdleTimeoutMs: options.timeoutMs,
      headerBytesMax: 64 * 1024,
    };
    this.#parts = {
      legacy: new Upstream(options.legacy, limits),
      candidate: new Upstream(options.candidate, limits),
      budget: new ByteBudget(options.concurrency * 2 * captureBytesMax),
      captureBytesMax,
      timeoutMs: options.timeoutMs,
    };
    this.#comparer = new Comparer({
      decodedBytesMax: 4 * captureBytesMax,
      queueJobsMax: options.concurrency,
      queueBytesMax: options.concurrency * 4 * captureBytesMax,
      timeoutMs: 10_000,
      log: pino({ level: 'silent' }),
    });
  }

  get routes(): readonly ReplayRoute[] {
    return [...this.#routes.values()];
  }

  /** What was not sent, by reason. */
  get skipped(): ReadonlyMap<string, number> {
    return this.#skipped;
  }

  /** A system that never answered, and why: then nothing was replayed worth a verdict. Null where both did. */
  get silent(): string | null {
    for (const [name, { answered, failure }] of Object.entries(this.#sides)) {
      if (answered === 0 && failure !== null) return `the ${name} never answered: ${failure}`;
    }
    return null;
  }

  /** Reads no further; what is under way ends. */
  stop(): void {
    this.#stopped = true;
  }

  async run(recording: AsyncIterable<Recorded>): Promise<void> {
    const { ratePerSecond, concurrency } = this.#options;
    const underWay = new Set<Promise<void>>();
    const startedMs = performance.now();
    let sent = 0;
    let place = 0;
    for await (const recorded of recording) {
      if (this.#stopped) break;
      place += 1;
      const route = this.#routeOf(recorded);
      if (!recorded.ok || route === null) continue;
      if (ratePerSecond !== null) await until(startedMs + (sent * 1_000) / ratePerSecond);
      while (underWay.size >= concurrency) await Promise.race(underWay);
      sent += 1;
      const one = this.#replay(recorded.request, route, place).finally(() => underWay.delete(one));
      underWay.add(one);
    }
    await Promise.all(underWay);
  }

  async close(): Promise<void> {
    await this.#comparer.close();
    await Promise.all([this.#parts.legacy.close(), this.#parts.candidate.close()]);
  }

  async #replay(request: RecordedRequest, route: ReplayRoute, place: number): Promise<void> {
    const exchange = new ReplayExchange(this.#parts);
    const headers = replayHeaders(request.headers, this.#options.headers);
    const { method, target: path, body } = request;
    const call = { method, path, headers, body, trailers: null, expectsContinue: false };
    try {
      const replayed = await exchange.run({ ...call, headTimeoutMs: this.#options.timeoutMs });
      this.progress.requests += 1;
      this.#note(replayed);
      if (!replayed.ok) {
        route.drop(replayed.reason);
        return;
      }
      const { legacy, candidate } = replayed;
      const hop = { address: '', trusted: false };
      const facts = { method, target: path, headers, body, hop, atMs: Date.now() };
      const finding = {
        route: route.compiled,
        request: facts,
        legacy,
        candidate,
        onVerdict: null,
        askAgain: null,
        release: () => {},
      };
      const verdict = await this.#comparer.compare(finding);
      route.add(verdict, { legacy, candidate }, place);
      if (verdict.verdict !== 'notCompared') this.progress.comparisons += 1;
      if (verdict.verdict === 'mismatch') this.progress.mismatches += 1;
    } finally {
      exchange.release();
    }
  }

  #note(replayed: Replayed): void {
    for (const name of ['legacy', 'candidate'] as const) {
      const { failure, hasAnswered } = replayed[name];
      if (hasAnswered) this.#sides[name].answered += 1;
      else this.#sides[name].failure ??= failure?.message ?? null;
    }
  }

  #routeOf(recorded: Recorded): ReplayRoute | null {
    if (!recorded.ok) return this.#skip(recorded.reason.replace(/^(?:entry|payload|line) \d+: /, ''));
    const { method, target } = recorded.request;
    const known = methods.find((each) => each === method);
    if (known === undefined) return this.#skip(`method ${method.slice(0, 20)} is not compared`);
    if (!this.#options.unsafe && !safeMethods.includes(known)) {
      return this.#skip(`${known} changes things; --unsafe would send it to both systems`);
    }
    const template = foldTemplate(target);
    if (template === null) return this.#skip('no route template stands for its path');
    return this.#route(known, template);
  }

  #route(method: Method, template: string): ReplayRoute | null {
    const label = `${method} ${template}`;
    const known = this.#routes.get(label);
    if (known !== undefined) return known;
    if (this.#routes.size >= routesMax) return this.#skip(`more than ${routesMax} routes`);
    const { rules, policy } = this.#options;
    const route = new ReplayRoute({ id: randomUUID(), method, template }, rules, policy);
    this.#routes.set(label, route);
    return route;
  }

  #skip(reason: string): null {
    this.progress.skipped += 1;
    const told = this.#skipped.has(reason) || this.#skipped.size < reasonsMax ? reason : 'other reasons';
    this.#skipped.set(told, (this.#skipped.get(told) ?? 0) + 1);
    return null;
  }
}

interface SideSeen {
  answered: number;
  failure: string | null;
}

function newSide(): SideSeen {
  return { answered: 0, failure: null };
}

async function until(dueMs: number): Promise<void> {
  const waitMs = dueMs - performance.now();
  if (waitMs >= 1) await delay(waitMs);
}
