import { evidenceCondition, latencyCondition } from './condition-evidence.ts';
import { coverageCondition, flowCondition } from './condition-honesty.ts';
import { spreadCondition } from './condition-spread.ts';
import { calmCondition, soakCondition } from './condition-time.ts';
import { windowCondition } from './condition-window.ts';
import type { ConditionId, GateCondition, GateDecision } from './decision.ts';
import type { GateInput } from './gate-input.ts';

const judges: Record<ConditionId, (input: GateInput) => GateCondition> = {
  window: windowCondition,
  evidence: evidenceCondition,
  latency: latencyCondition,
  coverage: coverageCondition,
  soak: soakCondition,
  calm: calmCondition,
  spread: spreadCondition,
  flow: flowCondition,
};

/** Judges a route by its policy. Open exactly where every condition that the policy asks for is met. */
export function evaluateGate(input: GateInput): GateDecision {
  const conditions = input.policy.conditions.map((id) => judges[id](input));
  return { open: conditions.length > 0 && conditions.every((condition) => condition.met), conditions };
}

/** Unix ms at which the last unmet condition will be met; null where the gate is open or one cannot be told. */
export function opensAtMs(decision: GateDecision): number | null {
  const times = decision.conditions
    .filter((condition) => !condition.met)
    .map((condition) => condition.metAtMs);
  if (times.length === 0) return null;
  return times.reduce((latest, time) => (latest === null || time === null ? null : Math.max(latest, time)));
}
