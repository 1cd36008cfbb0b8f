import { swallow } from './black-hole.ts';
import { median } from './median.ts';

export interface Contender {
  name: string;
  /** One operation. What it returns is kept from the optimiser; it must do the same work each time. */
  run(): unknown;
}

export interface Measured {
  name: string;
  /** Median over the samples. */
  nsPerRun: number;
  /** One figure per round in which it took part, in order. */
  samplesNs: number[];
}

export interface MeasureOptions {
  quick: boolean;
  /** Most rounds; a contender that is slow takes part in fewer. */
  rounds?: number;
  /** Shortest sample that is trusted. */
  sampleMs?: number;
  /** Time that one contender may use in all, warm-up included; one run always happens. */
  budgetMs?: number;
}

interface Runner {
  contender: Contender;
  batch: number;
  spentMs: number;
  samplesNs: number[];
}

/**
 * Measures contenders side by side: warmed up first, then in rounds in which each takes one sample, in turning order, so
 * that a slow moment of the machine hits all of them alike.
 */
export function measure(contenders: readonly Contender[], options: MeasureOptions): Measured[] {
  const rounds = options.rounds ?? (options.quick ? 7 : 15);
  const sampleMs = options.sampleMs ?? (options.quick ? 4 : 20);
  const budgetMs = options.budgetMs ?? (options.quick ? 500 : 3_000);
  const runners = contenders.map((contender) => warmUp(contender, sampleMs, budgetMs));
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < runners.length; turn += 1) {
      const runner = runners[(round + turn) % runners.length];
      if (runner !== undefined && runner.spentMs < budgetMs) sample(runner);
    }
  }
  return runners.map(({ contender, samplesNs }) => ({
    name: contender.name,
    nsPerRun: median(samplesNs),
    samplesNs,
  }));
}

/** Doubles the batch until it fills a sample, which also lets the engine optimise what it is about to measure. */
function warmUp(contender: Contender, sampleMs: number, budgetMs: number): Runner {
  const runner: Runner = { contender, batch: 1, spentMs: 0, samplesNs: [] };
  let steadySamples = 0;
  while (steadySamples < 3) {
    const elapsedMs = timeBatch(runner);
    if (runner.spentMs >= budgetMs / 3) break;
    if (elapsedMs < sampleMs) {
      const factor = elapsedMs > 0.1 ? Math.min(10, (sampleMs / elapsedMs) * 1.1) : 10;
      runner.batch = Math.max(runner.batch + 1, Math.floor(runner.batch * factor));
      steadySamples = 0;
    } else {
      steadySamples += 1;
    }
  }
  // Where the warm-up used up the budget, no round is left for it: one sample all the same.
  if (runner.spentMs >= budgetMs) sample(runner);
  return runner;
}

function sample(runner: Runner): void {
  runner.samplesNs.push((timeBatch(runner) * 1e6) / runner.batch);
}

function timeBatch(runner: Runner): number {
  const { contender, batch } = runner;
  const startedMs = performance.now();
  for (let at = 0; at < batch; at += 1) swallow(contender.run());
  const elapsedMs = performance.now() - startedMs;
  runner.spentMs += elapsedMs;
  return elapsedMs;
}
