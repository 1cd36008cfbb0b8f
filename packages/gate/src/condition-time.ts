import type { GateCondition } from './decision.ts';
import { durationInWords } from './figures-in-words.ts';
import type { GateInput } from './gate-input.ts';

/** Condition 5: long enough in this stage under this epoch, so that nightly jobs and rare traffic were seen. */
export function soakCondition(input: GateInput): GateCondition {
  const limit =
    input.stage === 'shadow' || input.stage === 'off' ? input.policy.soakShadowMs : input.policy.soakStepMs;
  const base = { id: 'soak' as const, limit, unit: 'ms' as const };
  if (input.stage === 'off') {
    return {
      ...base,
      met: false,
      figure: null,
      words: 'The route is off: the soak begins in shadow.',
      metAtMs: null,
    };
  }
  const sinceMs = Math.max(input.stageSinceMs, input.epochStartedAtMs);
  const figure = Math.max(0, input.nowMs - sinceMs);
  const met = figure >= limit;
  const words = met
    ? `In ${input.stage} under this epoch for ${durationInWords(figure)}; ${durationInWords(limit)} is needed.`
    : `In ${input.stage} under this epoch for ${durationInWords(figure)} of the ${durationInWords(limit)} it needs.`;
  return { ...base, met, figure, words, metAtMs: met ? null : sinceMs + limit };
}

/** Condition 6: nobody and nothing said to wait. The figure is what is left of the cool-down. */
export function calmCondition(input: GateInput): GateCondition {
  const leftMs = Math.max(0, (input.coolDownUntilMs ?? 0) - input.nowMs);
  const reasons: string[] = [];
  if (leftMs > 0) reasons.push(`it cools down after a rollback for ${durationInWords(leftMs)} more`);
  if (input.frozen) reasons.push('promotions are frozen');
  if (input.paused) reasons.push('the route is paused');
  const met = reasons.length === 0;
  return {
    id: 'calm',
    met,
    figure: leftMs,
    limit: 0,
    unit: 'ms',
    words: met ? 'No cool-down, no freeze, not paused.' : `No promotion now: ${reasons.join(', and ')}.`,
    metAtMs: met ? null : calmAtMs(input),
  };
}

function calmAtMs(input: GateInput): number | null {
  if (input.paused) return null;
  if (!input.frozen) return input.coolDownUntilMs;
  const frozenUntilMs = input.frozenUntilMs ?? null;
  return frozenUntilMs === null ? null : Math.max(frozenUntilMs, input.coolDownUntilMs ?? 0);
}
