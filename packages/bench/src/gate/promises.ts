import { alphaOfEpoch, mismatchDetectorOptions, presetPolicies } from '@delta-guard/gate';
import {
  cleanWindowProbability,
  detectionDelays,
  mean,
  meanUntilTwoInWindow,
  promotionProbability,
  quantile,
  seededRandom,
} from '@delta-guard/gate/simulation';
import type { Row } from '../bench.ts';

const { proven } = presetPolicies;
const guard = mismatchDetectorOptions(proven);

/** Delays that docs/statistics.md states, in requests, by rate of mismatches. */
const stated = [
  { rate: 0.001, mean: 7_348 },
  { rate: 0.01, mean: 399, at95: 843, at99: 1_180 },
  { rate: 0.1, mean: 31, at95: 64, at99: 90 },
  { rate: 1, mean: 3 },
];

/** Whether the guard still keeps the delays that are stated of it, by simulation with a fixed seed. */
export function delayRows(options: { quick: boolean }): Row[] {
  return stated.flatMap(({ rate, ...figures }) => {
    const runs = Math.ceil((options.quick ? 2e6 : 4e7) / (figures.mean * 20));
    const sorted = detectionDelays(guard, { rate }, { runs, random: seededRandom(1) });
    const measured = { mean: mean(sorted), at95: quantile(sorted, 0.95), at99: quantile(sorted, 0.99) };
    const name = `fault of ${rate * 100} % found`;
    return [
      delayRow(`${name}, mean`, measured.mean, figures.mean),
      ...(figures.at95 ? [delayRow(`${name}, 95 of 100`, measured.at95, figures.at95)] : []),
      ...(figures.at99 ? [delayRow(`${name}, 99 of 100`, measured.at99, figures.at99)] : []),
    ];
  });
}

function delayRow(name: string, ours: number, theirs: number): Row {
  return { case: name, peer: 'stated', ours, theirs, unit: 'requests', ratio: theirs / ours };
}

/** What the proof and the guard are worth beside the rule of the window, exactly. */
export function storyRows(): Row[] {
  const rule = { rateLimit: proven.mismatchRateLimit, alpha: alphaOfEpoch(proven.alpha, 1) };
  const bad = 3 * proven.mismatchRateLimit;
  const healthy = proven.mismatchRateLimit / 5;
  const ours = promotionProbability(rule, bad, 100_000);
  const theirs = cleanWindowProbability(proven.windowSize, bad, 100_000);
  const between = meanUntilTwoInWindow(proven.windowSize, healthy);
  return [
    {
      case: 'promotion of 0.03 % within 100,000',
      peer: 'window rule',
      ours,
      theirs,
      unit: 'share',
      ratio: theirs / ours,
    },
    {
      case: 'between false alarms at 0.002 %, at least',
      peer: 'window rule',
      ours: proven.guardAlarmAt,
      theirs: between,
      unit: 'requests',
      ratio: proven.guardAlarmAt / between,
    },
  ];
}
