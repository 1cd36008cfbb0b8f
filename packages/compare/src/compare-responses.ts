import type { BodyAdapters } from './adapters/body-adapter.ts';
import { compareBody } from './body/compare-body.ts';
import type { ComparableResponse, Comparison } from './comparison.ts';
import { Findings } from './findings.ts';
import { compareHeaders } from './headers/compare-headers.ts';
import { type CompareLimits, defaultLimits } from './limits.ts';
import { type CompiledRules, type RuleSet, ruleSetOf } from './rules/compile-rules.ts';
import { signaturesOf } from './signature.ts';

/** Limits where the default does not fit, and the parsers that `loadAdapters` gave for markup. */
export type CompareOptions = Partial<CompareLimits> & { adapters?: BodyAdapters };

const noAdapters: BodyAdapters = {};

/** Compares a candidate's response with the legacy's under compiled rules. Never throws; time and memory are bounded. */
export function compareResponses(
  legacy: ComparableResponse,
  candidate: ComparableResponse,
  rules: CompiledRules,
  options?: CompareOptions,
): Comparison {
  const set = ruleSetOf(rules);
  const limits = options === undefined ? defaultLimits : { ...defaultLimits, ...options };
  const adapters = options?.adapters ?? noAdapters;
  const findings = new Findings(limits.differencesMax);
  compareStatus(legacy.status, candidate.status, set, findings);
  compareHeaders(legacy, candidate, { rules: set, findings });
  const gaveUp = compareBody(legacy, candidate, { rules: set.body, findings, limits, adapters });
  const { differences, total: differencesTotal } = findings;
  const ruleHits = findings.ruleHits();
  if (gaveUp === null && differencesTotal === 0) return { verdict: 'match', ruleHits };
  const found = { differences, differencesTotal, signatures: signaturesOf(differences), ruleHits };
  return gaveUp === null
    ? { verdict: 'mismatch', ...found }
    : { verdict: 'notCompared', reason: gaveUp, ...found };
}

function compareStatus(legacy: number, candidate: number, rules: RuleSet, findings: Findings): void {
  if (legacy === candidate) return;
  const sameClass = Math.floor(legacy / 100) === Math.floor(candidate / 100);
  const allowing = rules.status.filter(({ action }) => action.do === 'ignore' || sameClass);
  for (const rule of allowing) findings.hit(rule.id);
  if (allowing.length > 0) return;
  findings.add({
    place: 'status',
    path: 'status',
    kind: 'status',
    why: null,
    legacy: String(legacy),
    candidate: String(candidate),
  });
}
