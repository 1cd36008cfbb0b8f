import {
  type ComparableResponse,
  compareResponses,
  compileRules,
  noRules,
  type PatternEngine,
  type Rule,
} from '@delta-guard/compare';
import {
  type CapturedResponse,
  type Delta,
  type Difference,
  decodeTrafficBytes,
} from '@delta-guard/protocol';
import { isPlaceIgnored } from './ignored-place.ts';
import { isRedacted, judgedAlone } from './judged-alone.ts';

/** Differences of a delta, told by `differenceKey`. */
export interface StillCounting {
  /** Those that count until a rule that binds their place takes them out. */
  counting: ReadonlySet<string>;
  /** Of these, those that a rule since asks the values of, which the sample does not hold: whether they count is not known. */
  unknown: ReadonlySet<string>;
}

/**
 * Which differences of a delta still count under rules. A sample is redacted, so that two sides that read alike in it are
 * no proof that they are. Without an engine, patterns bind nothing.
 */
export function stillCounting(
  delta: Delta,
  rules: readonly Rule[],
  patternEngine?: PatternEngine,
): StillCounting {
  const options = { routeId: delta.routeId, ...(patternEngine ? { patternEngine } : {}) };
  const bound = rules.filter((rule) => binds(rule, delta.routeId) && compileRules([rule], options).ok);
  const counting = new Set(delta.differences.map(differenceKey));
  const unknown = new Set<string>();
  if ('failure' in delta.candidate || bound.length === 0) return { counting, unknown };
  const without = foundAgain(delta, []);
  const withRules = foundAgain(delta, bound, patternEngine);
  const ofValues = bound.filter(({ action }) => action.do !== 'ignore').map(asIgnoring);
  for (const difference of delta.differences) {
    const key = differenceKey(difference);
    // A placeholder says nothing of what it stands for.
    const isShown = !isRedacted(difference) && without?.has(key) === true && withRules !== null;
    if ((isShown && !withRules.has(key)) || isPlaceIgnored(difference, bound)) {
      counting.delete(key);
    } else if (!isShown && isPlaceIgnored(difference, ofValues)) {
      const alone = judgedAlone(difference, bound, patternEngine);
      if (alone === 'unknown') unknown.add(key);
      if (alone === 'equal') counting.delete(key);
    }
  }
  return { counting, unknown };
}

/** Tells the differences of one delta apart. */
export function differenceKey({ place, path, kind }: Pick<Difference, 'place' | 'path' | 'kind'>): string {
  return `${place} ${kind} ${path}`;
}

function binds({ routeId }: Rule, ofRoute: string): boolean {
  return routeId === null || routeId === ofRoute;
}

/** To ask whether a rule that judges values binds a place at all. */
function asIgnoring(rule: Rule): Rule {
  return { ...rule, action: { do: 'ignore' } };
}

/** What the sample itself shows under these rules; null where it does not hold enough to tell. */
function foundAgain(
  { legacy, candidate, routeId }: Delta,
  rules: readonly Rule[],
  patternEngine?: PatternEngine,
): ReadonlySet<string> | null {
  if ('failure' in candidate || isCut(legacy) || isCut(candidate)) return null;
  const compiled = compileRules(rules, { routeId, ...(patternEngine ? { patternEngine } : {}) });
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
