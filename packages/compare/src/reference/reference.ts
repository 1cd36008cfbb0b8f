import type { Difference } from '../difference.ts';
import { Findings } from '../findings.ts';
import { readJson } from '../json/read-json.ts';
import type { BodyRules } from '../rules/body-rules.ts';
import { TreeComparison } from './compare-trees.ts';

/** What the engine must find: everything, by recursion over whole trees, at any cost. */
export interface ReferenceResult {
  /** Null where a text is not JSON. */
  found: { differences: Difference[]; total: number; ruleHits: readonly string[] } | null;
  legacyIsJson: boolean;
  candidateIsJson: boolean;
}

export function compareByTrees(legacy: Uint8Array, candidate: Uint8Array, rules: BodyRules): ReferenceResult {
  const [left, right] = [readJson(legacy), readJson(candidate)];
  if (!left.ok || !right.ok) return { found: null, legacyIsJson: left.ok, candidateIsJson: right.ok };
  const findings = new Findings(10_000);
  new TreeComparison(legacy, candidate, findings).compare(left.root, right.root, rules.root, '$');
  const { differences, total } = findings;
  const found = { differences, total, ruleHits: findings.ruleHits() };
  return { found, legacyIsJson: true, candidateIsJson: true };
}
