import type { GateCondition } from './decision.ts';
import { countInWords, percentBeside, percentInWords, plural } from './figures-in-words.ts';
import { forecastMs } from './forecast.ts';
import type { GateInput } from './gate-input.ts';

/** Condition 1: the window is full and below the limit. Health, not proof. */
export function windowCondition(input: GateInput): GateCondition {
  const { comparisons } = input.window;
  return comparisons < input.policy.windowSize ? filling(input) : judged(input);
}

function filling(input: GateInput): GateCondition {
  const { windowSize, mismatchRateLimit } = input.policy;
  const { comparisons, mismatches } = input.window;
  const missing = windowSize - comparisons;
  const staysBelow = mismatches / windowSize < mismatchRateLimit;
  return {
    id: 'window',
    met: false,
    figure: comparisons,
    limit: windowSize,
    unit: 'count',
    words:
      `The window holds ${countInWords(comparisons)} of the ${countInWords(windowSize)} comparisons it needs, ` +
      `with ${plural(mismatches, 'mismatch', 'mismatches')} so far${staysBelow ? '' : ', already too many'}.`,
    metAtMs: staysBelow ? forecastMs(input.nowMs, missing, input.comparisonsPerSecond) : null,
  };
}

function judged(input: GateInput): GateCondition {
  const limit = input.policy.mismatchRateLimit;
  const { comparisons, mismatches } = input.window;
  const rate = mismatches / comparisons;
  const met = rate < limit;
  const seen = `${plural(mismatches, 'mismatch', 'mismatches')} in the last ${lastInWords(input)}`;
  return {
    id: 'window',
    met,
    figure: rate,
    limit,
    unit: 'fraction',
    words: met
      ? `${seen}: ${percentBeside(rate, limit)}, below ${percentInWords(limit)}.`
      : `${seen}: ${percentBeside(rate, limit)}, not below ${percentInWords(limit)}; they leave the window as new comparisons come.`,
    metAtMs: null,
  };
}

/** Across a fleet the window is made of whole seconds, and so holds a few more than it is asked for. */
function lastInWords({ window, policy }: GateInput): string {
  const last = `${countInWords(window.comparisons)} comparisons`;
  if (window.comparisons === policy.windowSize) return last;
  return `${last} (whole seconds that hold at least ${countInWords(policy.windowSize)})`;
}
