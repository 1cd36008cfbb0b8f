import type { Rule } from '@delta-guard/compare';
import type { RuleEffect, RuleSuggestions } from '../../contract.ts';

/** A delta as it is kept, on its way to the thread that judges it. */
export interface StoredSample {
  id: string;
  routeId: string;
  /** Whether it is of the running epoch, so that its differences were found under the rules of now. */
  current: boolean;
  payload: Uint8Array;
}

export interface PreviewJob {
  ask: 'preview';
  draft: Rule;
  /** In force now. */
  rules: Rule[];
  samples: StoredSample[];
  /** "GET /accounts/:id" of each route among the samples. */
  labels: Record<string, string>;
}

export interface SuggestJob {
  ask: 'suggest';
  routeId: string;
  rules: Rule[];
  samples: StoredSample[];
}

export type SampleJob = PreviewJob | SuggestJob;

export type PreviewAnswer = Omit<RuleEffect, 'more'>;
export type SuggestAnswer = RuleSuggestions;
