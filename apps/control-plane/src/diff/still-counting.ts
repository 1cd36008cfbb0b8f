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
