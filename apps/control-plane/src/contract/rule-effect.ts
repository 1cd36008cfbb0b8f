import type { SuggestionReason } from '@delta-guard/compare';
import type { Difference, RuleAction, RulePlace, Signature } from '@delta-guard/protocol';

/** One difference of one stored sample, to be shown. */
export interface SampleExample {
  deltaId: string;
  difference: Difference;
}

/** What a draft rule would have done to one signature of one route. */
export interface RuleEffectOnSignature {
  routeLabel: string;
  signature: Signature;
  /** Samples that carry it without the draft, and with it. */
  samplesBefore: number;
  samplesAfter: number;
  examples: SampleExample[];
}

/** What a draft rule would have done to the newest stored samples. The kinds add up to `samples`. */
export interface RuleEffect {
  samples: number;
  /** Routes that they are of. */
  routes: number;
  /** Whether more are stored than were looked at. */
  more: boolean;
  /** Matches under the rules of now, because those are newer. */
  alreadyMatch: number;
  wouldMatch: number;
  /** Fewer differences than now, but not none. */
  partly: number;
  unchanged: number;
  /** Not to be judged again: cut, redacted where they differ, without an answer of the candidate, or too much work. */
  unknown: number;
  /** Of these, those that could be judged if their bodies had been kept. */
  notKept: number;
  /** Signatures that none would carry any more, and those that only some would. */
  vanishing: RuleEffectOnSignature[];
  hiddenInPart: RuleEffectOnSignature[];
  /** Further ones that are not listed. */
  otherSignatures: number;
}

/** A rule that samples speak for, and why. It is for a person to decide. */
export interface SuggestedRule {
  place: RulePlace;
  action: RuleAction;
  reason: SuggestionReason;
  /** Samples looked at, and those in which this differs. */
  samples: number;
  samplesWithIt: number;
  differences: number;
  examples: SampleExample[];
}

export interface RuleSuggestions {
  samples: number;
  /** Further samples, of which it cannot be told what differs under the rules of now. */
  unknown: number;
  suggestions: SuggestedRule[];
}
