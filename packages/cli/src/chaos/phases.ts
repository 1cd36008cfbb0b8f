export interface Phase {
  name: string;
  seconds: number;
  answers: number;
  p50Ms: number;
  p99Ms: number;
  mostMs: number;
  /** The longest time without any answer. */
  pauseMs: number;
  /** Memory of the proxy at the most. */
  memoryMb: number;
}

const megabyte = 1024 * 1024;

/** How clients were served, and how large the proxy was, from one moment to the next. */
export class Phases {
  readonly done: Phase[] = [];
  #name = '';
  #fromMs = 0;
  #tookMs: number[] = [];
  #lastMs = 0;
  #pauseMs = 0;
  #memoryBytes = 0;

  begin(name: string): void {
    this.end();
    this.#name = name;
    this.#fromMs = performance.now();
    this.#lastMs = this.#fromMs;
  }

  answered(sentAtMs: number): void {
    const nowMs = performance.now();
    this.#tookMs.push(nowMs - sentAtMs);
    this.#pauseMs = Math.max(this.#pauseMs, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
  }

  sized(memoryBytes: number): void {
    this.#memoryBytes = Math.max(this.#memoryBytes, memoryBytes);
  }

  end(): void {
    const sorted = this.#tookMs.sort((a, b) => a - b);
    const at = (share: number) => round(sorted[Math.floor(sorted.length * share)] ?? 0);
    if (this.#name !== '')
      this.done.push({
        name: this.#name,
        seconds: round((performance.now() - this.#fromMs) / 1_000),
        answers: sorted.length,
        p50Ms: at(0.5),
        p99Ms: at(0.99),
        mostMs: round(sorted.at(-1) ?? 0),
        pauseMs: round(this.#pauseMs),
        memoryMb: round(this.#memoryBytes / megabyte),
      });
    this.#name = '';
    this.#tookMs = [];
    this.#pauseMs = 0;
    this.#memoryBytes = 0;
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
