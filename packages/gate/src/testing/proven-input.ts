import type { GateInput } from '../gate-input.ts';
import { presetPolicies } from '../policy.ts';
import type { EpochMoment } from '../simulation/false-promotion.ts';

const nowMs = 1_800_000_000_000;
const dayMs = 86_400_000;

/** A first epoch under `proven` with all conditions met but what `moment` says of the answers. */
export function provenInput(moment: EpochMoment): GateInput {
  const { comparisons, mismatches } = moment;
  return {
    policy: presetPolicies.proven,
    stage: 'shadow',
    stageSinceMs: nowMs - 2 * dayMs,
    epochOrdinal: 1,
    epochStartedAtMs: nowMs - 2 * dayMs,
    nowMs,
    counts: { comparisons, mismatches, eligible: comparisons, latencyPairs: 100_000, latencyExceedances: 0 },
    window: { comparisons: 10_000, mismatches: 0 },
    comparisonsPerSecond: 10,
    coolDownUntilMs: null,
    instances: [{ name: 'a', connected: true, lagMs: 0, retired: false }],
    hoursWithComparisons: 24,
    distinctTargets: 10_000,
    largestTargetShare: 0.01,
  };
}
