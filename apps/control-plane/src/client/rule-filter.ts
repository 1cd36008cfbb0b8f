import type { RuleRow } from '../contract.ts';
import { ruleActionWords, rulePlaceWords } from './rule-words.ts';

export interface RuleFilter {
  text: string;
  /** Rules that bind this route, those for all routes included. */
  routeId: string | null;
}

export function filterRules(rules: readonly RuleRow[], { text, routeId }: RuleFilter): RuleRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rules.filter((rule) => {
    if (routeId !== null && rule.routeId !== null && rule.routeId !== routeId) return false;
    const haystack = [
      rulePlaceWords(rule.place),
      ruleActionWords(rule.action),
      rule.author,
      rule.reason,
      rule.routeLabel ?? 'all routes',
    ].join(' ');
    return words.every((word) => haystack.toLowerCase().includes(word));
  });
}
