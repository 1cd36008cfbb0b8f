import { compareResponses, compileRules, noRules, type PatternEngine, type Rule } from '@delta-guard/compare';
import { type Difference, limits, valueNotKept } from '@delta-guard/protocol';
import { holding } from './ignored-place.ts';

/** What a proxy puts where a secret was. */
const placeholder = /\[[a-z]{2,16}(?: #[0-9]{1,9})?\]/;

/**
 * One difference judged by the two values that are kept of it, as two documents that hold nothing else. `unknown` where
 * they are not kept, were cut or redacted.
 */
export function judgedAlone(
  difference: Difference,
  rules: readonly Rule[],
  patternEngine?: PatternEngine,
): 'equal' | 'differing' | 'unknown' {
  const legacy = documentOf(difference, difference.legacy);
  const candidate = documentOf(difference, difference.candidate);
  if (legacy === null || candidate === null || isRedacted(difference)) return 'unknown';
  if (compareResponses(legacy, candidate, noRules).verdict !== 'mismatch') return 'unknown';
  const anywhere = rules.map((rule) => ({ ...rule, routeId: null }));
  const compiled = compileRules(anywhere, { routeId: '', ...(patternEngine ? { patternEngine } : {}) });
  if (!compiled.ok) return 'unknown';
  const { verdict } = compareResponses(legacy, candidate, compiled.rules);
  if (verdict === 'notCompared') return 'unknown';
  return verdict === 'match' ? 'equal' : 'differing';
}

/** Whether a placeholder stands in it where a secret was. */
export function isRedacted({ legacy, candidate }: Pick<Difference, 'legacy' | 'candidate'>): boolean {
  return [legacy, candidate].some((value) => value !== null && placeholder.test(value));
}

/** Only of JSON: what else is kept of a text is a piece of it. */
function documentOf(difference: Difference, value: string | null) {
  if (difference.place !== 'body' || value === null || value === valueNotKept) return null;
  if (value.length >= limits.valueLengthMax || !isJson(value)) return null;
  return holding(difference, { json: value, word: '', status: 200 });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
