import { isDecimal, isWithin, sameNumber } from '../why/decimal.ts';
import { type Instant, millisecondsApart, parseEpoch, parseInstant } from '../why/instant.ts';
import type { Scalar } from '../why/scalar.ts';
import type { PlacedRule } from './placed-rule.ts';

/** Of the rules that select a place, those that let its two scalars count as equal; empty where none does. */
export function allowingRules(
  rules: readonly PlacedRule[],
  legacy: Scalar,
  candidate: Scalar,
): readonly PlacedRule[] {
  const alone = rules.filter((rule) => allows(rule, legacy, candidate));
  if (alone.length > 0 || !rules.some((rule) => rule.action.do === 'coerceType')) return alone;
  const coercing = rules.filter((rule) => rule.action.do === 'coerceType');
  const [a, b] = [coerced(legacy), coerced(candidate)];
  const together = rules.filter((rule) => allows(rule, a, b));
  return together.length > 0 ? [...coercing, ...together] : [];
}

function allows(rule: PlacedRule, a: Scalar, b: Scalar): boolean {
  const { action } = rule;
  switch (action.do) {
    case 'tolerance':
      return a.type === 'number' && b.type === 'number' && isWithin(a.text, b.text, action);
    case 'sameInstant': {
      const [left, right] = [instantOf(a), instantOf(b)];
      if (left === null || right === null) return false;
      const apart = millisecondsApart(left, right);
      return apart !== null && apart <= action.withinMs;
    }
    case 'caseInsensitive':
      return a.type === 'string' && b.type === 'string' && foldCase(a.text) === foldCase(b.text);
    case 'pattern':
      return rule.matches?.(a.text) === true && rule.matches(b.text);
    case 'coerceType':
      return sameCoerced(a, b);
    case 'ignore':
    case 'unordered':
    case 'nullEqualsAbsent':
    case 'equalText':
    case 'sameClass':
      return false;
  }
}

/** Upper case first: it takes ß to SS, which lower case alone leaves apart. */
export function foldCase(text: string): string {
  return text.toUpperCase().toLowerCase();
}

function instantOf(scalar: Scalar): Instant | null {
  if (scalar.type === 'string') return parseInstant(scalar.text) ?? parseEpoch(scalar.text);
  return scalar.type === 'number' ? parseEpoch(scalar.text) : null;
}

function sameCoerced(a: Scalar, b: Scalar): boolean {
  const [left, right] = [coerced(a), coerced(b)];
  if (left.type !== right.type) return false;
  return left.type === 'number' ? sameNumber(left.text, right.text) : left.text === right.text;
}

/** A string that is the text of a number or of a boolean, as that. */
function coerced(scalar: Scalar): Scalar {
  if (scalar.type !== 'string') return scalar;
  if (isDecimal(scalar.text)) return { type: 'number', text: scalar.text };
  if (scalar.text === 'true' || scalar.text === 'false') return { type: 'boolean', text: scalar.text };
  return scalar;
}
