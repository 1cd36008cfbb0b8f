import type { Row } from '../bench.ts';
import { median } from '../median.ts';
import type { Case, CaseOptions } from './case.ts';
import { type DeltaGuard, startDeltaGuard } from './delta-guard.ts';
import { Lab } from './lab.ts';
import type { LoadResult } from './load.ts';
import { residentMb } from './process-usage.ts';

const name = 'story-load';
const perSecond = 4_200;
const overheadLimitMs = 5;
/** Growth from early to late that still counts as flat: what a garbage collector's timing moves. */
const growthAllowed = 1.1;

/** The story's load for two minutes with everything on: overhead, what was dropped, and resident memory. */
export const storyLoad: Case = {
  name,
  run: (options) =>
    Lab.with({ programs: options.programs, bodyBytes: 1_024 }, (lab) => measured(lab, options)),
};

async function measured(lab: Lab, { quick }: CaseOptions): Promise<Row[]> {
  const ours = await startDeltaGuard(lab);
  const paced = (port: number, durationMs: number) =>
    lab.load({ port, clients: 64, durationMs, pace: { kind: 'open', perSecond } });
  const warmUp = await paced(ours.port, 2_000);
  const direct = await paced(lab.origins.legacy, 2_000);
  const resident = new Samples(() => residentMb(ours.pid));
  const result = await paced(ours.port, quick ? 8_000 : 120_000);
  const memory = resident.stop();
  const sent = warmUp.answered + result.answered;
  const dropped = await droppedOf(ours, result, sent);
  return [
    // The origin's median is part of every request; what its slow ones add is counted as ours.
    limitRow(result.p99Ms - direct.p50Ms, overheadLimitMs, 'ms p99 overhead'),
    { case: name, peer: 'limit', ours: dropped, theirs: 0, unit: 'dropped', ratio: 1 / (1 + dropped) },
    limitRow(memory.late, memory.early * growthAllowed, 'MB resident'),
  ];
}

/** Requests without an answer, and exchanges that were answered but not compared. */
async function droppedOf({ control }: DeltaGuard, result: LoadResult, sent: number): Promise<number> {
  await Promise.race([
    control.until(() => control.totals().requests >= sent),
    new Promise((resolve) => setTimeout(resolve, 5_000)),
  ]);
  const { requests, matches } = control.totals();
  return result.failed + result.unanswered + Math.max(0, sent - requests) + (requests - matches);
}

function limitRow(ours: number, limit: number, unit: string): Row {
  return { case: name, peer: 'limit', ours, theirs: limit, unit, ratio: limit / ours };
}

/** A figure looked at each half second; early is the second quarter of the time, late the last. */
class Samples {
  readonly #values: number[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(read: () => number) {
    this.#timer = setInterval(() => this.#values.push(read()), 500);
  }

  stop(): { early: number; late: number } {
    clearInterval(this.#timer);
    const quarter = Math.max(1, Math.floor(this.#values.length / 4));
    return {
      early: median(this.#values.slice(quarter, 2 * quarter)),
      late: median(this.#values.slice(-quarter)),
    };
  }
}
