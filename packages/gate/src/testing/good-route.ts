import type { ConditionId, GateCondition } from '../decision.ts';
import { evaluateGate } from '../gate.ts';
import type { GateInput } from '../gate-input.ts';
import { presetPolicies } from '../policy-presets.ts';

export const nowMs = 1_800_000_000_000;
export const hourMs = 3_600_000;

/** A route that has proven all that can be asked. */
export const good: GateInput = {
  policy: presetPolicies.proven,
  stage: 'shadow',
  stageSinceMs: nowMs - 30 * hourMs,
  epochOrdinal: 1,
  epochStartedAtMs: nowMs - 30 * hourMs,
  nowMs,
  counts: {
    comparisons: 50_000,
    mismatches: 0,
    eligible: 50_010,
    latencyPairs: 50_000,
    latencyExceedances: 20,
  },
  window: { comparisons: 10_000, mismatches: 0 },
  comparisonsPerSecond: 10,
  coolDownUntilMs: null,
  instances: [{ name: 'a', connected: true, lagMs: 300, retired: false }],
  hoursWithComparisons: 24,
  distinctTargets: 4_000,
  largestTargetShare: 0.02,
};

/** One condition of the good route after a change. */
export function condition(id: ConditionId, change: Partial<GateInput>): GateCondition {
  const found = evaluateGate({ ...good, ...change }).conditions.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no condition ${id}`);
  return found;
}

/** A change of some of its counts. */
export const counts = (change: Partial<GateInput['counts']>) => ({ counts: { ...good.counts, ...change } });
