import { compareResponses } from '../compare-responses.ts';
import type { ComparableResponse, Comparison } from '../comparison.ts';
import type { Difference } from '../difference.ts';
import type { Rule, RuleAction, RulePlace } from '../rule.ts';
import { type CompiledRules, compileRules, noRules } from '../rules/compile-rules.ts';
import { patternEngine } from './pattern-engine.ts';

const encoder = new TextEncoder();

export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text);
}

export function json(body: string | Uint8Array, headers: readonly string[] = []): ComparableResponse {
  const bytes = typeof body === 'string' ? bytesOf(body) : body;
  return { status: 200, headers: ['content-type', 'application/json', ...headers], body: bytes };
}

export function compareJsonTexts(
  legacy: string | Uint8Array,
  candidate: string | Uint8Array,
  rules: CompiledRules = noRules,
): Comparison {
  return compareResponses(json(legacy), json(candidate), rules);
}

/** The differences of a mismatch, none of a match. */
export function differencesOf(comparison: Comparison): Difference[] {
  return comparison.verdict === 'match' ? [] : comparison.differences;
}

/** Each difference as `kind path`, with its why where it has one. */
export function found(comparison: Comparison): string[] {
  return differencesOf(comparison).map(({ kind, path, why }) =>
    why === null ? `${kind} ${path}` : `${kind} ${path} ${why}`,
  );
}

export function rule(place: RulePlace | string, action: RuleAction, id = 'rule'): Rule {
  return {
    id,
    routeId: null,
    place: typeof place === 'string' ? { in: 'body', path: place } : place,
    action,
  };
}

export function compiled(...rules: Rule[]): CompiledRules {
  const result = compileRules(rules, { routeId: 'route', patternEngine });
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.rules;
}
