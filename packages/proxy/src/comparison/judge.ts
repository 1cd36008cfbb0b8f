import { type CompareOptions, type CompiledRules, compareResponses } from '@delta-guard/compare';
import { limits as wireLimits } from '@delta-guard/protocol';
import type { HeaderList } from '../http/header-list.ts';
import { foreignCharset, headersInUtf8, toUtf8 } from './charset.ts';
import type { Verdict } from './verdict.ts';

/** One side's answer, its content codings undone. */
export interface Answer {
  status: number;
  headers: HeaderList;
  body: Uint8Array;
}

export interface Pair {
  legacy: Answer;
  candidate: Answer;
}

/** More than a delta keeps, so that the signatures of an exchange that differs in many places are counted too. */
const differencesMax = 5 * wireLimits.differencesMax;

/** On the thread that serves clients: about 1 ms. What needs more is done again on the other thread. */
export const mainThreadLimits: CompareOptions = { differencesMax, workMax: 1_000_000 };
/** On the other thread, about a second. */
export const threadLimits: CompareOptions = { differencesMax, workMax: 100_000_000 };

/** Compares two answers whose texts are in UTF-8. */
export function judge({ legacy, candidate }: Pair, rules: CompiledRules, options: CompareOptions): Verdict {
  const comparison = compareResponses(legacy, candidate, rules, options);
  switch (comparison.verdict) {
    case 'match':
      return comparison;
    case 'mismatch':
      return { ...comparison, bodies: { legacy: legacy.body, candidate: candidate.body, areUtf8: true } };
    case 'notCompared':
      return { verdict: 'notCompared', reason: comparison.reason, found: comparison.signatures };
  }
}

export type PairInUtf8 = { ok: true; pair: Pair } | { ok: false; reason: 'undecodable' | 'tooLarge' };

/** The same answers with their texts in UTF-8. */
export function pairInUtf8({ legacy, candidate }: Pair, decodedBytesMax: number): PairInUtf8 {
  const left = inUtf8(legacy, decodedBytesMax);
  if (!left.ok) return left;
  const right = inUtf8(candidate, decodedBytesMax);
  return right.ok ? { ok: true, pair: { legacy: left.answer, candidate: right.answer } } : right;
}

type InUtf8 = { ok: true; answer: Answer } | { ok: false; reason: 'undecodable' | 'tooLarge' };

function inUtf8(answer: Answer, decodedBytesMax: number): InUtf8 {
  const charset = foreignCharset(answer.headers);
  if (charset === null || answer.body.length === 0) return { ok: true, answer };
  const decoded = toUtf8(answer.body, charset, decodedBytesMax);
  if (!decoded.ok) return decoded;
  return { ok: true, answer: { ...answer, headers: headersInUtf8(answer.headers), body: decoded.body } };
}
