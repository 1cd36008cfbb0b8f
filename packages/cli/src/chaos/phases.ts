import type { HeldUp } from './held-up.ts';

/** Waits and pauses are those in which the machine ran. */
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

interface Seen {
  name: string;
  fromMs: number;
  toMs: number;
  answers: { sentAtMs: number; atMs: number }[];
  memoryBytes: number;
}

/** How clients were served, and how large the proxy was, from one moment to the next. */
export class Phases {
  readonly #seen: Seen[] = [];

  begin(name: string): void {
    this.end();
    const nowMs = performance.now();
    this.#seen.push({ name, fromMs: nowMs, toMs: Number.POSITIVE_INFINITY, answers: [], memoryBytes: 0 });
  }

  answered(sentAtMs: number): void {
    this.#seen.at(-1)?.answers.push({ sentAtMs, atMs: performance.now() });
  }

  sized(memoryBytes: number): void {
    const now = this.#seen.at(-1);
    if (now !== undefined) now.memoryBytes = Math.max(now.memoryBytes, memoryBytes);
  }

  end(): void {
    const now = this.#seen.at(-1);
    if (now !== undefined) now.toMs = Math.min(now.toMs, performance.now());
  }

  done(heldUp: HeldUp): Phase[] {
    return this.#seen.map((seen) => toPhase(seen, heldUp));
  }
}

function toPhase({ name, fromMs, toMs, answers, memoryBytes }: Seen, heldUp: HeldUp): Phase {
  const tookMs = answers.map(({ sentAtMs, atMs }) => heldUp.ranMs(sentAtMs, atMs)).sort((a, b) => a - b);
  const at = (share: number) => round(tookMs[Math.floor(tookMs.length * share)] ?? 0);
  const pauses = answers.map(({ atMs }, n) => heldUp.ranMs(answers[n - 1]?.atMs ?? fromMs, atMs));
  return {
    name,
    seconds: round((toMs - fromMs) / 1_000),
    answers: answers.length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    mostMs: round(tookMs.at(-1) ?? 0),
    pauseMs: round(pauses.reduce((most, pauseMs) => Math.max(most, pauseMs), 0)),
    memoryMb: round(memoryBytes / megabyte),
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
