import { type ComparableResponse, compareResponses, compileRules, type Rule } from '@delta-guard/compare';
import {
  type CapturedResponse,
  type Delta,
  type Difference,
  decodeTrafficBytes,
} from '@delta-guard/protocol';

/** Which differences of a delta would still count under other rules; null where the sample does not hold enough to tell. */
export function stillCounting(delta: Delta, rules: readonly Rule[]): ReadonlySet<string> | null {
  const { legacy, candidate } = delta;
  if ('failure' in candidate || isCut(legacy) || isCut(candidate)) return null;
  // Patterns need the proxy's own engine; without it they would be judged by another.
  const usable = rules.filter((rule) => rule.action.do !== 'pattern');
  const compiled = compileRules(usable, { routeId: delta.routeId });
  if (!compiled.ok) return null;
  const comparison = compareResponses(comparable(legacy), comparable(candidate), compiled.rules);
  if (comparison.verdict === 'notCompared') return null;
  return new Set(comparison.verdict === 'match' ? [] : comparison.differences.map(differenceKey));
}

/** Tells the differences of one delta apart. */
export function differenceKey({ place, path, kind }: Pick<Difference, 'place' | 'path' | 'kind'>): string {
  return `${place} ${kind} ${path}`;
}

/** How many of a delta's differences another rule would take away, of those that count now; null where it cannot be told. */
export function previewRule(
  delta: Delta,
  rules: readonly Rule[],
  rule: Rule,
): { gone: number; of: number } | null {
  const now = stillCounting(delta, rules);
  const then = stillCounting(delta, [...rules, rule]);
  if (now === null || then === null) return null;
  const shown = new Set(delta.differences.map(differenceKey));
  const counting = [...now].filter((key) => shown.has(key));
  return { gone: counting.filter((key) => !then.has(key)).length, of: counting.length };
}

function isCut({ body }: CapturedResponse): boolean {
  return body?.truncated ?? false;
}

function comparable({ status, headers, body }: CapturedResponse): ComparableResponse {
  return {
    status,
    headers: headers.flat(),
    body: body === null ? new Uint8Array() : decodeTrafficBytes(body.bytes),
  };
}
