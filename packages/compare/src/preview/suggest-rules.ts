import type { Difference, Signature } from '../difference.ts';
import { isVariableName } from '../path/generalise-path.ts';
import type { RuleAction, RulePlace } from '../rule.ts';
import { checkRulePath } from '../rules/compile-rules.ts';
import { signatureKey, signatureOf } from '../signature.ts';
import { decimalsApart } from '../why/decimal.ts';
import { millisecondsApart, parseInstant } from '../why/instant.ts';
import { type Example, examplesMax, type StoredDelta } from './stored-delta.ts';

export type SuggestionReason = 'looksLikeId' | 'looksLikeTime' | 'sameInstant' | 'sameSet' | 'withinAHair';

/** A rule that stored deltas speak for. It is for a person to decide. */
export interface RuleSuggestion {
  place: RulePlace;
  action: RuleAction;
  reason: SuggestionReason;
  evidence: {
    /** Deltas looked at, and those in which this differs. */
    deltas: number;
    deltasWithIt: number;
    differences: number;
    examples: Example[];
  };
}

/** Fewer deltas prove nothing. */
const deltasMin = 5;
/** A field that is different by its nature differs in nearly every pair. */
const shareMin = 0.9;
/** Clocks of two systems that answer the same request are hardly further apart. */
const clockMsMax = 60_000;
/** Of the larger value. */
const hair = 1e-6;

interface Group {
  signature: Signature;
  deltas: Set<string>;
  differences: Difference[];
  examples: Example[];
}

/** Suggests rules for what looks like noise rather than a fault, the most frequent first. */
export function suggestRules(deltas: readonly StoredDelta[]): RuleSuggestion[] {
  const suggestions: RuleSuggestion[] = [];
  for (const group of groupsOf(deltas)) {
    const place = placeOf(group.signature);
    const found = place === null ? null : suggestFor(group, deltas.length);
    if (place === null || found === null) continue;
    suggestions.push({
      place,
      ...found,
      evidence: {
        deltas: deltas.length,
        deltasWithIt: group.deltas.size,
        differences: group.differences.length,
        examples: group.examples,
      },
    });
  }
  return suggestions.sort((a, b) => b.evidence.deltasWithIt - a.evidence.deltasWithIt);
}

function groupsOf(deltas: readonly StoredDelta[]): Group[] {
  const groups = new Map<string, Group>();
  for (const delta of deltas) {
    for (const difference of delta.differences) {
      const signature = signatureOf(difference);
      const key = signatureKey(signature);
      const group = groups.get(key) ?? { signature, deltas: new Set(), differences: [], examples: [] };
      groups.set(key, group);
      group.deltas.add(delta.id);
      group.differences.push(difference);
      if (group.examples.length < examplesMax) group.examples.push({ deltaId: delta.id, difference });
    }
  }
  return [...groups.values()];
}

function placeOf({ place, path }: Signature): RulePlace | null {
  if (place === 'body') return checkRulePath(path).ok ? { in: 'body', path } : null;
  if (place === 'header') return { in: 'header', name: path };
  return place === 'cookie' ? { in: 'cookie', name: path } : null;
}

type Found = { action: RuleAction; reason: SuggestionReason };

function suggestFor(group: Group, deltas: number): Found | null {
  const { signature, differences } = group;
  if (group.deltas.size < deltasMin) return null;
  if (signature.kind === 'order') return { action: { do: 'unordered' }, reason: 'sameSet' };
  if (signature.why === 'sameInstant') {
    return { action: { do: 'sameInstant', withinMs: 0 }, reason: 'sameInstant' };
  }
  const isValue = signature.kind === 'value' || signature.kind === 'header';
  if (!isValue) return null;
  const tolerance = hairOf(differences);
  if (tolerance !== null) {
    return { action: { do: 'tolerance', absolute: tolerance }, reason: 'withinAHair' };
  }
  if (group.deltas.size < deltas * shareMin) return null;
  const withinMs = clockOf(differences);
  if (withinMs !== null) return { action: { do: 'sameInstant', withinMs }, reason: 'looksLikeTime' };
  const looksLikeId = differences.every(({ legacy, candidate }) => isId(legacy) && isId(candidate));
  return looksLikeId ? { action: { do: 'ignore' }, reason: 'looksLikeId' } : null;
}

/** The largest distance of numbers that all lie within a hair of each other, else null. */
function hairOf(differences: readonly Difference[]): number | null {
  let largest = 0;
  for (const { legacy, candidate } of differences) {
    const apart = decimalsApart(plain(legacy), plain(candidate));
    const larger = Math.max(Math.abs(Number(plain(legacy))), Math.abs(Number(plain(candidate))));
    if (apart === null || !(apart <= larger * hair)) return null;
    largest = Math.max(largest, apart);
  }
  return largest > 0 ? roundUp(largest) : null;
}

/** How far times are apart that all lie within a clock's reach, rounded up to a whole second; else null. */
function clockOf(differences: readonly Difference[]): number | null {
  let largest = 0;
  for (const { legacy, candidate } of differences) {
    const [a, b] = [parseInstant(plain(legacy)), parseInstant(plain(candidate))];
    const apart = a === null || b === null ? null : millisecondsApart(a, b);
    if (apart === null || apart > clockMsMax) return null;
    largest = Math.max(largest, apart);
  }
  return Math.max(1_000, Math.ceil(largest / 1_000) * 1_000);
}

function isId(value: string | null): boolean {
  const text = plain(value).replace(/^W\//, '').replaceAll('"', '');
  // A plain number of few digits is more likely an amount or a count.
  return isVariableName(text) && !/^\d{1,11}$/.test(text) && parseInstant(text) === null;
}

/** A string without its quotes. */
function plain(value: string | null): string {
  if (value === null) return '';
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}

/** To one digit, so that the rule reads well. */
function roundUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return Number((Math.ceil(value / unit) * unit).toPrecision(1));
}
