import { Detector, type DetectorOptions } from '../detector.ts';
import type { Random } from './random.ts';

export interface Fault {
  /** The rate of mismatches from the first observation on. */
  rate: number;
  /** Instances that share the traffic, each with a detector of its own; the first alarm counts. */
  instances?: number;
}

/** Requests until the first alarm, in each of `runs` faults, rising. */
export function detectionDelays(
  options: DetectorOptions,
  fault: Fault,
  { runs, random }: { runs: number; random: Random },
): number[] {
  const instances = fault.instances ?? 1;
  const detectors = Array.from({ length: instances }, () => new Detector(options));
  const delays = Array.from({ length: runs }, () => {
    for (const detector of detectors) detector.reset();
    return oneDelay(detectors, fault.rate, random);
  });
  return delays.sort((a, b) => a - b);
}

function oneDelay(detectors: readonly Detector[], rate: number, random: Random): number {
  for (let requests = 1; ; requests += 1) {
    const chosen = detectors.length === 1 ? 0 : Math.floor(random() * detectors.length);
    if (detectors[chosen]?.observe(random() < rate)) return requests;
  }
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The value below which a share of the sorted values lies. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
