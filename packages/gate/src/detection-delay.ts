import type { DetectorOptions } from './detector.ts';
import { matchesBefore, seededRandom } from './simulation/random.ts';

export interface DetectionDelay {
  /** Observations from the first one of a fault to the alarm, on average. */
  mean: number;
  /** In 95 of 100 cases it is not more than this. */
  at95: number;
}

const runsMax = 2_000;
const runsMin = 50;
const hitsMax = 200_000;

/**
 * How long the detector takes to find a fault of this rate, by simulation with a fixed seed: the same figure each time.
 * Null where it takes so long that it cannot be told in a few milliseconds.
 */
export function detectionDelay(options: DetectorOptions, rate: number): DetectionDelay | null {
  const random = seededRandom(20_265);
  const delays: number[] = [];
  let hitsLeft = hitsMax;
  while (delays.length < runsMax && hitsLeft > 0) {
    const run = oneFault(options, { hitsLeft, missesBeforeHit: () => matchesBefore(rate, random) });
    hitsLeft -= run.hits;
    if (run.observations !== null) delays.push(run.observations);
  }
  if (delays.length < runsMin) return null;
  delays.sort((a, b) => a - b);
  const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
  return { mean, at95: delays[Math.floor(0.95 * delays.length)] ?? mean };
}

/** From hit to hit: what the misses in between do to each statistic has a closed form, and they never alarm. */
function oneFault(
  { p0, p1, alarmAt }: DetectorOptions,
  { hitsLeft, missesBeforeHit }: { hitsLeft: number; missesBeforeHit: () => number },
): { hits: number; observations: number | null } {
  const statistics = p1.map(() => 0);
  let observations = 0;
  for (let hits = 1; hits <= hitsLeft; hits += 1) {
    const misses = missesBeforeHit();
    observations += misses + 1;
    let sum = 0;
    p1.forEach((rate, at) => {
      const onMiss = (1 - rate) / (1 - p0);
      const kept = onMiss ** misses;
      const before = (statistics[at] ?? 0) * kept + (onMiss * (1 - kept)) / (1 - onMiss);
      const next = ((before + 1) * rate) / p0;
      statistics[at] = next;
      sum += next;
    });
    if (sum >= alarmAt * p1.length) return { hits, observations };
  }
  return { hits: hitsLeft, observations: null };
}

/** What the mean of the statistics comes to after endless misses: at `alarmAt` a route without fault would alarm. */
export function evidenceOfSilence({ p0, p1 }: Pick<DetectorOptions, 'p0' | 'p1'>): number {
  return p1.reduce((sum, rate) => sum + (1 - rate) / (rate - p0), 0) / p1.length;
}
