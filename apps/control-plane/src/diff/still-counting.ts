import {
  type ComparableResponse,
  compareResponses,
  compileRules,
  noRules,
  type Rule,
} from '@delta-guard/compare';
import {
  type CapturedResponse,
  type Delta,
  type Difference,
  decodeTrafficBytes,
} from '@delta-guard/protocol';
import { isPlaceIgnored } from './ignored-place.ts';

/**
 * Which differences of a delta still count under rules. One counts until a rule that binds its place takes it out: a
 * sample is redacted, so that two sides that read alike in it are no proof that they are.
 */
export function stillCounting(delta: Delta, rules: readonly Rule[]): ReadonlySet<string> {
  const bound = rules.filter((rule) => isUsable(rule, delta.routeId));
  const still = new Set(delta.differences.map(differenceKey));
  if ('failure' in delta.candidate || bound.length === 0) return still;
  const without = foundAgain(delta, []);
  const withRules = foundAgain(delta, bound);
  for (const difference of delta.differences) {
    const key = differenceKey(difference);
    const takenOut = without?.has(key) === true && withRules?.has(key) === false;
    if (takenOut || isPlaceIgnored(difference, bound)) still.delete(key);
  }
  return still;
}

/** Tells the differences of one delta apart. */
export function differenceKey({ place, path, kind }: Pick<Difference, 'place' | 'path' | 'kind'>): string {
  return `${place} ${kind} ${path}`;
}

/** A rule that cannot be compiled binds nothing; patterns need the proxy's own engine. */
function isUsable(rule: Rule, routeId: string): boolean {
  const binds = rule.routeId === null || rule.routeId === routeId;
  return binds && rule.action.do !== 'pattern' && compileRules([rule], { routeId }).ok;
}

/** What the sample itself shows under these rules; null where it does not hold enough to tell. */
function foundAgain(
  { legacy, candidate, routeId }: Delta,
  rules: readonly Rule[],
): ReadonlySet<string> | null {
  if ('failure' in candidate || isCut(legacy) || isCut(candidate)) return null;
  const compiled = compileRules(rules, { routeId });
  const comparison = compareResponses(
    comparable(legacy),
    comparable(candidate),
    compiled.ok ? compiled.rules : noRules,
  );
  if (comparison.verdict === 'notCompared') return null;
  return new Set(comparison.verdict === 'match' ? [] : comparison.differences.map(differenceKey));
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
