import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Event, Health } from '@delta-guard/protocol';
import type { Upstream } from '../upstream/upstream.ts';
import type { Link } from './link.ts';
import type { Spool } from './spool.ts';

export interface ReporterOptions {
  spool: Spool;
  link: Link;
  nowMs: () => number;
  take(all: boolean): Event[];
  /** Routes that the instance took back by itself. */
  heldBack(): string[];
  /** Routes at `complete` whose breaker has alarmed. */
  alarmed(): string[];
  legacy: readonly Upstream[];
  candidate: readonly Upstream[];
}

/** Each second: closes the tallies, hands events to the spool, and tells how the proxy is. */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #delay: ReturnType<typeof monitorEventLoopDelay>;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#delay = monitorEventLoopDelay({ resolution: 20 });
  }

  start(): void {
    this.#delay.enable();
    this.#plan();
  }

  /** Hands over everything, the present second included. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#report(true);
    this.#delay.disable();
  }

  /** Just after each full second, so that a second is reported as soon as it is over. */
  #plan(): void {
    const untilNextMs = 1_000 - (this.#options.nowMs() % 1_000) + 5;
    this.#timer = setTimeout(() => {
      this.#report(false);
      this.#plan();
    }, untilNextMs);
  }

  #report(all: boolean): void {
    const { spool, link, take } = this.#options;
    spool.append(take(all));
    link.flush();
    link.pulse(this.#health());
    this.#delay.reset();
  }

  #health(): Health {
    const { spool, nowMs, heldBack, alarmed, legacy, candidate } = this.#options;
    const now = nowMs();
    const alarms = alarmed();
    const p99Ms = this.#delay.percentile(99) / 1e6;
    return {
      at: now,
      upstreams: { legacy: upstreamHealth(legacy), candidate: upstreamHealth(candidate) },
      spoolBatches: spool.length,
      spoolBytes: spool.bytes,
      lagMs: Math.max(0, now - (spool.oldestAtMs ?? now)),
      droppedEvents: spool.droppedEvents,
      spoolDurable: spool.durable,
      heldBack: heldBack(),
      ...(alarms.length === 0 ? {} : { alarmed: alarms }),
      memoryBytes: process.memoryUsage.rss(),
      eventLoopDelayP99Ms: Number.isFinite(p99Ms) ? p99Ms : 0,
    };
  }
}

/** As the last attempt of any of its pools found it, unknown where none has tried. */
function upstreamHealth(pools: readonly Upstream[]) {
  const attempts = pools.flatMap(({ reach }) => (reach === null ? [] : [reach]));
  const last = attempts.sort((a, b) => b.atMs - a.atMs)[0];
  return { origin: pools[0]?.origin.origin ?? '', reachable: last?.reachable ?? null };
}
