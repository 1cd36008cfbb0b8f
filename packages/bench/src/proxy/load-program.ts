import { type Load, type LoadResult, quantileOf } from './load.ts';
import { LoadClient, requestTo } from './load-client.ts';

const graceMs = 2_000;

/** A program: runs the load that its argument describes in JSON and prints its result in JSON. */
class LoadRun {
  readonly #load: Load;
  readonly #idle: LoadClient[] = [];
  readonly #clients: LoadClient[];
  readonly #latencies: number[] = [];
  /** When requests were due for which no client was free. */
  readonly #waiting: number[] = [];
  #startMs = 0;
  #due = 0;
  #failed = 0;
  #over = false;

  constructor(load: Load) {
    this.#load = load;
    const address = { port: load.port, request: requestTo(load.port) };
    this.#clients = Array.from(
      { length: load.clients },
      () => new LoadClient(address, (client, { ok, latencyMs }) => this.#answered(client, ok, latencyMs)),
    );
  }

  async run(): Promise<LoadResult> {
    const { pace, durationMs } = this.#load;
    this.#startMs = performance.now();
    if (pace.kind === 'open') {
      this.#idle.push(...this.#clients);
      this.#pump(pace.perSecond);
    } else {
      // Spread over one turn, so that the clients do not all ask at once.
      const gapMs = pace.thinkMs / this.#clients.length;
      this.#clients.forEach((client, at) => void setTimeout(() => this.#ask(client), at * gapMs));
    }
    await new Promise((resolve) => setTimeout(resolve, durationMs));
    this.#over = true;
    const endMs = performance.now();
    while (this.#pending > 0 && performance.now() - endMs < graceMs)
      await new Promise((resolve) => setTimeout(resolve, 5));
    for (const client of this.#clients) client.close();
    return this.#result((endMs - this.#startMs) / 1_000);
  }

  get #pending(): number {
    return this.#due - this.#latencies.length - this.#failed;
  }

  #ask(client: LoadClient): void {
    if (this.#over) return;
    this.#due += 1;
    client.send(performance.now());
  }

  /** Sends what is due. Called by the clock and by each answer, so that requests leave one by one, not in heaps. */
  #pump(perSecond: number): void {
    this.#sendDue(perSecond);
    if (!this.#over) setTimeout(() => this.#pump(perSecond), 1);
  }

  #sendDue(perSecond: number): void {
    const nowMs = performance.now();
    const due = this.#over ? 0 : Math.floor(((nowMs - this.#startMs) * perSecond) / 1_000);
    for (; this.#due < due; this.#due += 1) this.#waiting.push(nowMs);
    while (this.#waiting.length > 0) {
      const client = this.#idle.shift();
      if (client === undefined) return;
      client.send(this.#waiting.shift() ?? nowMs);
    }
  }

  #answered(client: LoadClient, ok: boolean, latencyMs: number): void {
    const { pace } = this.#load;
    if (ok) this.#latencies.push(latencyMs);
    else this.#failed += 1;
    if (pace.kind === 'closed') {
      if (pace.thinkMs === 0) this.#ask(client);
      else setTimeout(() => this.#ask(client), pace.thinkMs);
      return;
    }
    this.#idle.push(client);
    this.#sendDue(pace.perSecond);
  }

  #result(seconds: number): LoadResult {
    const sorted = Float64Array.from(this.#latencies).sort();
    return {
      answered: sorted.length,
      failed: this.#failed,
      unanswered: this.#pending,
      seconds,
      p50Ms: quantileOf(sorted, 0.5),
      p99Ms: quantileOf(sorted, 0.99),
      maxMs: sorted.at(-1) ?? Number.NaN,
    };
  }
}

const load: Load = JSON.parse(process.argv[2] ?? '{}');
console.log(JSON.stringify(await new LoadRun(load).run()));
process.exit(0);
