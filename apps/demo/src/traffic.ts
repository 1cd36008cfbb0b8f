import { Pool } from 'undici';
import { Pacer } from './pacer.ts';
import { TrafficCounts, type TrafficReport } from './traffic-counts.ts';
import type { PlannedRequest, TrafficPlan } from './traffic-plan.ts';

export interface TrafficAim {
  /** Origin, `http://127.0.0.1:8080`. */
  target: string;
  /** Requests a second over all routes; 0 pauses. */
  ratePerSecond: number;
}

export const ratePerSecondMax = 2_000;

const inFlightMax = 256;
const lateMsMax = 1_000;
const answerTimeoutMs = 10_000;
const answerBytesMax = 1024 * 1024;

/** Asks the target at a steady rate, whether it answers or not. A failure is counted, never thrown. */
export class Traffic {
  readonly #plan: TrafficPlan;
  readonly #counts = new TrafficCounts();
  readonly #inFlight = new Set<Promise<void>>();
  #aim: TrafficAim | undefined;
  /** The present one, and older ones that still finish what they have in flight. */
  readonly #pools = new Set<Pool>();
  #pool: Pool | undefined;
  #pacer: Pacer | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(plan: TrafficPlan) {
    this.#plan = plan;
  }

  get aim(): Readonly<TrafficAim> | undefined {
    return this.#aim;
  }

  /** Starts, or goes on with another target or rate from now on. */
  start(aim: TrafficAim): void {
    if (aim.target !== this.#aim?.target) this.#openPool(aim.target);
    this.#aim = aim;
    clearTimeout(this.#timer);
    this.#pacer = aim.ratePerSecond > 0 ? new Pacer(aim.ratePerSecond, performance.now()) : undefined;
    this.#sendDue();
  }

  report(): TrafficReport {
    return this.#counts.report();
  }

  /** Cuts off what is in flight, which counts as failed. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#pacer = undefined;
    await Promise.all([...this.#pools].map((pool) => pool.destroy()));
    await Promise.all(this.#inFlight);
    this.#pools.clear();
    this.#pool = undefined;
    this.#aim = undefined;
  }

  #openPool(target: string): void {
    const older = this.#pool;
    this.#pool = new Pool(target, {
      connections: inFlightMax,
      allowH2: false,
      connectTimeout: answerTimeoutMs,
      headersTimeout: answerTimeoutMs,
      bodyTimeout: answerTimeoutMs,
      maxResponseSize: answerBytesMax,
    });
    this.#pools.add(this.#pool);
    older?.close().then(
      () => this.#pools.delete(older),
      () => this.#pools.delete(older),
    );
  }

  #sendDue(): void {
    const pacer = this.#pacer;
    if (!pacer) return;
    const nowMs = performance.now();
    this.#counts.skipped(pacer.giveUpLate(nowMs, lateMsMax));
    while (pacer.isDue(nowMs)) {
      const requests = this.#plan.next();
      pacer.took(requests.length);
      for (const request of requests) this.#send(request);
    }
    this.#timer = setTimeout(() => this.#sendDue(), Math.ceil(pacer.untilDueMs(performance.now())));
  }

  #send(request: PlannedRequest): void {
    const pool = this.#pool;
    if (!pool || this.#inFlight.size >= inFlightMax) {
      this.#counts.skipped(1);
      return;
    }
    this.#counts.sent(request.route);
    const asked = this.#ask(pool, request).finally(() => this.#inFlight.delete(asked));
    this.#inFlight.add(asked);
  }

  async #ask(pool: Pool, { route, method, path, headers, body }: PlannedRequest): Promise<void> {
    try {
      const response = await pool.request({ method, path, headers, body: body ?? null });
      await response.body.bytes();
      this.#counts.answered(route, response.statusCode);
    } catch (error) {
      this.#counts.failed(route, error instanceof Error ? error.message || error.name : String(error));
    }
  }
}
