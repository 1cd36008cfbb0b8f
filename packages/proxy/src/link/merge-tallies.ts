import { signatureKey } from '@delta-guard/compare';
import { limits, mergeSketches, mergeTargets, type Tally } from '@delta-guard/protocol';

type Counted = Tally['signatures'];

/** Merges tallies of one route, revision, stage and build into the later second. Counts are kept to the last one. */
export function mergeTallies(first: Tally, second: Tally): Tally {
  const signatures = mergeSignatures(first.signatures, second.signatures);
  return {
    ...second,
    second: Math.max(first.second, second.second),
    requests: first.requests + second.requests,
    ...keyed(first, second),
    ...unfinished(first, second),
    matches: first.matches + second.matches,
    mismatches: first.mismatches + second.mismatches,
    notCompared: sum(first.notCompared, second.notCompared),
    signatures: signatures.told,
    otherSignatures: first.otherSignatures + second.otherSignatures + signatures.others,
    ruleHits: mergeRuleHits(first.ruleHits, second.ruleHits),
    latencyPairs: first.latencyPairs + second.latencyPairs,
    latencyExceedances: first.latencyExceedances + second.latencyExceedances,
    overheadMs: mergeSketches(first.overheadMs, second.overheadMs),
    addedMs: mergeSketches(first.addedMs, second.addedMs),
    legacyMs: mergeSketches(first.legacyMs, second.legacyMs),
    candidateMs: mergeSketches(first.candidateMs, second.candidateMs),
    fallbacks: first.fallbacks + second.fallbacks,
    targets:
      first.targets && second.targets
        ? mergeTargets(first.targets, second.targets)
        : (first.targets ?? second.targets),
    controlComparisons: first.controlComparisons + second.controlComparisons,
    noise: mergeSignatures(first.noise, second.noise).told,
  };
}

function keyed(first: Tally, second: Tally): Pick<Tally, 'keyed'> {
  if (first.keyed === undefined && second.keyed === undefined) return {};
  return { keyed: (first.keyed ?? 0) + (second.keyed ?? 0) };
}

function unfinished(first: Tally, second: Tally): Pick<Tally, 'unfinished'> {
  const merged = mergeSignatures(first.unfinished ?? [], second.unfinished ?? []).told;
  return merged.length === 0 ? {} : { unfinished: merged };
}

/** What has to be equal for two tallies to be merged. */
export function mergeKey(tally: Tally): string {
  return `${tally.routeId} ${tally.revision} ${tally.stage} ${tally.build ?? ''}`;
}

function mergeSignatures(first: Counted, second: Counted): { told: Counted; others: number } {
  const merged = new Map<string, Counted[number]>();
  let others = 0;
  for (const { signature, count } of [...first, ...second]) {
    const key = signatureKey(signature);
    const known = merged.get(key);
    if (known !== undefined) known.count += count;
    else if (merged.size < limits.signaturesPerRouteMax) merged.set(key, { signature, count });
    else others += count;
  }
  return { told: [...merged.values()], others };
}

function mergeRuleHits(first: Tally['ruleHits'], second: Tally['ruleHits']): Tally['ruleHits'] {
  const counts = new Map<string, number>();
  for (const { ruleId, count } of [...first, ...second])
    counts.set(ruleId, (counts.get(ruleId) ?? 0) + count);
  return [...counts].slice(0, limits.rulesMax).map(([ruleId, count]) => ({ ruleId, count }));
}

function sum(first: Tally['notCompared'], second: Tally['notCompared']): Tally['notCompared'] {
  const total = { ...first };
  for (const [reason, count] of Object.entries(second)) {
    const known = reason as keyof Tally['notCompared'];
    total[known] = (total[known] ?? 0) + count;
  }
  return total;
}
