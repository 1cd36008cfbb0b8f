import type { RuleEffect, RuleEffectOnSignature, RuleSuggestions, SuggestedRule } from '../contract.ts';
import { counted, formatCount } from './format.ts';

export interface EffectWords {
  headline: string;
  /** What becomes of the others, empty where there are none. */
  rest: string;
  /** The rule would hide something somewhere. */
  works: boolean;
}

/** What a draft rule would have done to the stored samples, for those who are about to save it. */
export function effectWords(effect: RuleEffect): EffectWords {
  const { samples, alreadyMatch, wouldMatch, partly, unchanged, unknown, notKept } = effect;
  if (samples === 0) {
    return {
      headline: 'No sample is stored of what this rule binds, so what it would do cannot be shown.',
      rest: '',
      works: false,
    };
  }
  if (notKept === samples) {
    const rest = 'That takes their bodies, which are kept where the proxy runs with bodies: full.';
    return { headline: headline(effect), rest, works: false };
  }
  const parts = [
    ...(partly > 0 ? [`${formatCount(partly)} would differ in less`] : []),
    ...(unchanged > 0 ? [`${formatCount(unchanged)} would differ as now`] : []),
    ...(alreadyMatch > 0
      ? [`${formatCount(alreadyMatch)} ${alreadyMatch === 1 ? 'matches' : 'match'} under other rules already`]
      : []),
    ...(unknown > notKept
      ? [
          `${formatCount(unknown - notKept)} cannot be judged, because what differs was cut, redacted or never came`,
        ]
      : []),
    ...(notKept > 0
      ? [
          `${formatCount(notKept)} cannot be judged without their bodies, which are kept where the proxy runs with bodies: full`,
        ]
      : []),
  ];
  const rest = parts.length === 0 ? '' : `${parts.join('; ')}.`;
  return { headline: headline(effect), rest, works: wouldMatch + partly > 0 };
}

function headline({ samples, wouldMatch, unknown, routes, more }: RuleEffect): string {
  const where = routes > 1 ? ` of ${formatCount(routes)} routes` : '';
  if (samples === 1) {
    const only = more ? 'The newest sample' : 'The one stored sample';
    if (unknown === 1) return `${only} cannot be judged.`;
    return wouldMatch === 1 ? `${only} would become a match.` : `${only} would not become a match.`;
  }
  const which = `${formatCount(samples)} ${more ? 'newest' : 'stored'} samples${where}`;
  if (unknown === samples) return `None of the ${which} can be judged.`;
  if (wouldMatch === 0) return `None of the ${which} would become a match.`;
  if (wouldMatch === samples) return `All ${which} would become matches.`;
  return `${formatCount(wouldMatch)} of the ${which} would become ${wouldMatch === 1 ? 'a match' : 'matches'}.`;
}

/** How often a signature occurs without the draft, and with it. */
export function signatureEffectWords({ samplesBefore, samplesAfter }: RuleEffectOnSignature): string {
  return samplesAfter === 0
    ? `in ${counted(samplesBefore, 'sample')}, then in none`
    : `in ${counted(samplesBefore, 'sample')}, then still in ${formatCount(samplesAfter)}`;
}

const reasons: Record<SuggestedRule['reason'], string> = {
  looksLikeId: 'looks like a random id',
  looksLikeTime: 'looks like the clock of each side',
  sameInstant: 'is the same moment, written differently',
  sameSet: 'has the same elements in another order',
  withinAHair: 'the numbers are within a millionth of each other',
};

/** Why a rule is suggested, with its evidence. */
export function suggestionWords({ samples, samplesWithIt, reason }: SuggestedRule): string {
  return `Differs in ${formatCount(samplesWithIt)} of ${counted(samples, 'sample')}; ${reasons[reason]}`;
}

/** Why no rule is suggested. */
export function noSuggestionWords({
  samples,
  unknown,
}: Pick<RuleSuggestions, 'samples' | 'unknown'>): string {
  const rest =
    unknown === 0
      ? ''
      : ` Of ${counted(unknown, 'sample')} it cannot be told what differs under the rules of now.`;
  if (samples > 0) return `None: nothing in ${counted(samples, 'sample')} looks like noise.${rest}`;
  return unknown > 0 ? `None.${rest}` : 'None: no stored sample differs under the rules of now.';
}
