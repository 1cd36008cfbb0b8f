import { compareResponses } from '../compare-responses.ts';
import type { Comparison, NotCompared } from '../comparison.ts';
import type { Difference, Signature } from '../difference.ts';
import type { Rule } from '../rule.ts';
import { compileRules, type RuleError } from '../rules/compile-rules.ts';
import { signatureKey, signatureOf } from '../signature.ts';
import { leftByPlaces } from './left-by-places.ts';
import { type Example, examplesMax, type PreviewOptions, type StoredDelta } from './stored-delta.ts';

/** What a draft rule would have done to one signature. */
export interface SignatureEffect {
  signature: Signature;
  /** Deltas that carry it without the draft, and with it. */
  deltasBefore: number;
  deltasAfter: number;
  /** Differences that the draft would hide. */
  hidden: Example[];
}

/** What a draft rule would have done to stored deltas. All others add up to `deltas`. */
export interface RulePreview {
  deltas: number;
  wouldMatch: number;
  /** A match by the rules that hold now, made since the delta was stored. */
  alreadyMatch: number;
  /** Fewer differences than before, but not none. */
  partly: number;
  unchanged: number;
  /** Not to be compared again: cut, without an answer of the candidate, or beyond the limits. */
  unknown: number;
  /** Of these, those that could be compared if their bodies had been kept. */
  notKept: number;
  /** Signatures that no delta would carry any more, and those that only some would. */
  vanishing: SignatureEffect[];
  hiddenInPart: SignatureEffect[];
}

/** Compares stored deltas once without and once with a draft rule. */
export function previewRule(
  draft: Rule,
  deltas: readonly StoredDelta[],
  options: PreviewOptions,
): { ok: true; preview: RulePreview } | { ok: false; errors: RuleError[] } {
  const now = (options.rules ?? []).filter((rule) => rule.id !== draft.id);
  const without = compileRules(now, options);
  const withDraft = compileRules([...now, draft], options);
  if (!without.ok) return without;
  if (!withDraft.ok) return withDraft;
  const tally = new PreviewTally();
  for (const delta of deltas) {
    const { legacy, candidate } = delta;
    if (candidate !== null && !delta.hasBodies) {
      tally.addReduced(delta, leftByPlaces(delta, draft, options));
      continue;
    }
    if (candidate === null || delta.truncated) {
      tally.skip();
      continue;
    }
    const before = compareResponses(legacy, candidate, without.rules, options.compare);
    tally.add(delta.id, before, compareResponses(legacy, candidate, withDraft.rules, options.compare));
  }
  return { ok: true, preview: tally.result() };
}

class PreviewTally {
  readonly #counts = {
    deltas: 0,
    wouldMatch: 0,
    alreadyMatch: 0,
    partly: 0,
    unchanged: 0,
    unknown: 0,
    notKept: 0,
  };
  readonly #effects = new Map<string, SignatureEffect>();

  skip(): void {
    this.#counts.deltas += 1;
    this.#counts.unknown += 1;
  }

  add(deltaId: string, before: Comparison, after: Comparison): void {
    if (before.verdict === 'notCompared' || after.verdict === 'notCompared') this.skip();
    else this.#add(deltaId, found(before), found(after));
  }

  /** One without bodies, by what is left of its differences; null where that cannot be told. */
  addReduced({ id, differences }: StoredDelta, left: Difference[] | null): void {
    if (left === null) {
      this.skip();
      this.#counts.notKept += 1;
    } else
      this.#add(id, { differences, total: differences.length }, { differences: left, total: left.length });
  }

  result(): RulePreview {
    const effects = [...this.#effects.values()].filter(({ hidden }) => hidden.length > 0);
    return {
      ...this.#counts,
      vanishing: effects.filter(({ deltasAfter }) => deltasAfter === 0),
      hiddenInPart: effects.filter(({ deltasAfter }) => deltasAfter > 0),
    };
  }

  #add(deltaId: string, before: Found, after: Found): void {
    this.#counts.deltas += 1;
    if (before.total === 0) this.#counts.alreadyMatch += 1;
    else if (after.total === 0) this.#counts.wouldMatch += 1;
    else if (after.total < before.total) this.#counts.partly += 1;
    else this.#counts.unchanged += 1;
    this.#compareSignatures(deltaId, before.differences, after.differences);
  }

  #compareSignatures(deltaId: string, before: readonly Difference[], after: readonly Difference[]): void {
    const kept = new Set(after.map(differenceKey));
    const seenBefore = new Set<SignatureEffect>();
    for (const difference of before) {
      const effect = this.#effect(signatureOf(difference));
      seenBefore.add(effect);
      if (kept.has(differenceKey(difference)) || effect.hidden.length >= examplesMax) continue;
      effect.hidden.push({ deltaId, difference });
    }
    for (const effect of seenBefore) effect.deltasBefore += 1;
    const seenAfter = new Set(after.map((difference) => this.#effect(signatureOf(difference))));
    for (const effect of seenAfter) effect.deltasAfter += 1;
  }

  #effect(signature: Signature): SignatureEffect {
    const key = signatureKey(signature);
    const known = this.#effects.get(key);
    if (known !== undefined) return known;
    const effect: SignatureEffect = { signature, deltasBefore: 0, deltasAfter: 0, hidden: [] };
    this.#effects.set(key, effect);
    return effect;
  }
}

interface Found {
  differences: readonly Difference[];
  total: number;
}

function found(comparison: Exclude<Comparison, NotCompared>): Found {
  if (comparison.verdict === 'match') return { differences: [], total: 0 };
  return { differences: comparison.differences, total: comparison.differencesTotal };
}

function differenceKey({ place, path, kind }: Difference): string {
  return `${place} ${kind} ${path}`;
}
