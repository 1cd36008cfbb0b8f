import type { Rule } from '@delta-guard/compare';
import type { RedactedSample } from '../redact/redact-sample.ts';
import type { Sample } from './capture-sample.ts';
import type { Pair } from './judge.ts';
import type { Verdict } from './verdict.ts';

/** Rule sets that the worker keeps compiled; both ends forget the oldest in the same order. */
export const ruleSetsMax = 256;

/** Rules of one route under one config revision; `rules` are only there where the worker does not have them. */
export interface RuleSetMessage {
  key: number;
  routeId: string;
  rules: readonly Rule[] | null;
}

/** What the worker is asked. One at a time: the next follows the answer. */
export type ThreadRequest =
  | { type: 'compare'; pair: Pair; ruleSet: RuleSetMessage }
  | { type: 'redact'; sample: Sample };

export type ThreadAnswer =
  | { type: 'compared'; verdict: Verdict }
  | { type: 'redacted'; sample: RedactedSample }
  | { type: 'failed'; message: string };

/** What a worker is started with. */
export interface ThreadData {
  decodedBytesMax: number;
  /** Names that the configuration calls secret. */
  secretNames?: readonly string[];
}
