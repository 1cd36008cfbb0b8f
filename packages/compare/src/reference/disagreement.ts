import { compareResponses } from '../compare-responses.ts';
import type { ComparableResponse } from '../comparison.ts';
import { compileRules, ruleSetOf } from '../rules/compile-rules.ts';
import { kernelUse } from '../wasm/kernels.ts';
import { type GeneratedPair, generatePair } from './generate-pair.ts';
import { compareByTrees } from './reference.ts';

const decoder = new TextDecoder();

/** What the engine and the reference say differently about a generated pair; null where they agree. */
export function disagreement(seed: number): string | null {
  const pair = generatePair(seed);
  // One half by kernels, however short the runs are, and one half without.
  const before = { ...kernelUse };
  Object.assign(kernelUse, { isOn: before.isOn && seed % 2 === 0, runBytesMin: 1 });
  const found = differs(pair);
  Object.assign(kernelUse, before);
  if (found === null) return null;
  const [legacy, candidate] = [decoder.decode(pair.legacy), decoder.decode(pair.candidate)];
  return [`seed ${seed}`, legacy, candidate, JSON.stringify(pair.rules), found].join('\n');
}

function differs({ legacy, candidate, rules }: GeneratedPair): string | null {
  const compiled = compileRules(rules, { routeId: 'route' });
  if (!compiled.ok) return JSON.stringify(compiled.errors);
  const response = (body: Uint8Array): ComparableResponse => ({
    status: 200,
    headers: ['content-type', 'application/json'],
    body,
  });
  const result = compareResponses(response(legacy), response(candidate), compiled.rules, {
    differencesMax: 10_000,
  });
  if (decoder.decode(legacy) === decoder.decode(candidate) && legacy.length === candidate.length) return null;
  if (legacy.length === 0 || candidate.length === 0) return null;
  const expected = compareByTrees(legacy, candidate, ruleSetOf(compiled.rules).body);
  if (expected.found === null) {
    // One text that is not JSON is a difference; of two, bytes decide, and these differ.
    const isIgnored = result.verdict === 'match' && result.ruleHits.length > 0;
    if (result.verdict === 'mismatch' || isIgnored) return null;
    return `a text that is not JSON gave ${JSON.stringify(result)}`;
  }
  const { differences, ruleHits } = expected.found;
  const ours = JSON.stringify([
    result.verdict === 'match' ? [] : result.differences,
    [...result.ruleHits].sort(),
  ]);
  const theirs = JSON.stringify([differences, [...ruleHits].sort()]);
  const isRightVerdict = result.verdict === (differences.length === 0 ? 'match' : 'mismatch');
  return ours === theirs && isRightVerdict ? null : `got ${ours}\nnot ${theirs}`;
}
