import type { GateCondition } from './decision.ts';
import { countInWords, percentBeside, percentInWords } from './figures-in-words.ts';
import type { GateInput } from './gate-input.ts';

const hourMs = 3_600_000;

/** Condition 7: the evidence stems from traffic of all hours and many targets. Shows what is worst. */
export function spreadCondition(input: GateInput): GateCondition {
  const among = targets(input) ?? largestTarget(input);
  const tooFewHours = hours(input);
  if (tooFewHours === null) return among ?? spreadMet(input);
  // Nobody can tell when other targets will be asked for, so the hours alone are no forecast.
  return among === null ? tooFewHours : { ...tooFewHours, metAtMs: null };
}

function hours(input: GateInput): GateCondition | null {
  const limit = input.policy.spreadHoursMin;
  const figure = input.hoursWithComparisons;
  if (figure === undefined) return notMeasured(limit, 'In how many hours there were comparisons');
  if (figure >= limit) return null;
  return {
    id: 'spread',
    met: false,
    figure,
    limit,
    unit: 'count',
    words: `Comparisons in ${countInWords(figure)} of the last 24 hours; ${countInWords(limit)} are needed, so that night and day are both seen.`,
    metAtMs: input.comparisonsPerSecond > 0 ? input.nowMs + Math.ceil(limit - figure) * hourMs : null,
  };
}

function targets(input: GateInput): GateCondition | null {
  if (input.templateHasParameters === false) return null;
  const limit = input.policy.spreadTargetsMin;
  const figure = input.distinctTargets;
  if (figure === undefined) return notMeasured(limit, 'How many distinct targets were compared');
  if (figure >= limit) return null;
  return {
    id: 'spread',
    met: false,
    figure,
    limit,
    unit: 'count',
    words: `Only ${countInWords(figure)} distinct targets were compared; ${countInWords(limit)} are needed.`,
    metAtMs: null,
  };
}

function largestTarget(input: GateInput): GateCondition | null {
  if (input.templateHasParameters === false) return null;
  const limit = input.policy.spreadTargetShareMax;
  const figure = input.largestTargetShare;
  if (figure === undefined) {
    return { ...notMeasured(limit, 'The share of the most frequent target'), unit: 'fraction' };
  }
  if (figure <= limit) return null;
  return {
    id: 'spread',
    met: false,
    figure,
    limit,
    unit: 'fraction',
    words: `One target makes up ${percentBeside(figure, limit)} of the comparisons; at most ${percentInWords(limit)} is allowed.`,
    metAtMs: null,
  };
}

function spreadMet(input: GateInput): GateCondition {
  const figure = input.hoursWithComparisons ?? 0;
  const hoursSeen = `Comparisons in ${countInWords(figure)} of the last 24 hours`;
  const words =
    input.templateHasParameters === false
      ? `${hoursSeen}.`
      : `${hoursSeen}, over ${countInWords(input.distinctTargets ?? 0)} distinct targets, none above ${percentInWords(input.largestTargetShare ?? 0)}.`;
  return {
    id: 'spread',
    met: true,
    figure,
    limit: input.policy.spreadHoursMin,
    unit: 'count',
    words,
    metAtMs: null,
  };
}

function notMeasured(limit: number, what: string): GateCondition {
  return {
    id: 'spread',
    met: false,
    figure: null,
    limit,
    unit: 'count',
    words: `${what} is not measured yet, so the policy's demand for spread cannot be met.`,
    metAtMs: null,
  };
}
