import type { RuleAction, RulePlace } from '@delta-guard/protocol';
import { shownPath } from '../diff/shown-name.ts';
import { formatRate } from './format.ts';

/** Where a rule applies, in words. */
export function rulePlaceWords(place: RulePlace): string {
  switch (place.in) {
    case 'body':
      return shownPath(place.path);
    case 'header':
      return `header ${shownPath(place.name)}`;
    case 'cookie':
      return `cookie ${shownPath(place.name)}`;
    case 'status':
      return 'status';
  }
}

/** What a rule does there, in words. */
export function ruleActionWords(action: RuleAction): string {
  switch (action.do) {
    case 'ignore':
      return 'ignore';
    case 'tolerance':
      return `numbers may differ by ${toleranceWords(action)}`;
    case 'sameInstant':
      return action.withinMs === 0 ? 'equal as instants' : `equal as instants within ${action.withinMs} ms`;
    case 'unordered':
      return action.key === undefined
        ? 'order does not matter'
        : `order does not matter, paired by ${action.key}`;
    case 'nullEqualsAbsent':
      return 'null equals absent';
    case 'caseInsensitive':
      return 'letter case does not matter';
    case 'pattern':
      return `both must match ${action.pattern}`;
    case 'coerceType':
      return 'a number equals its text';
    case 'equalText':
      return 'equal as text';
    case 'sameClass':
      return 'same class of status';
  }
}

function toleranceWords({ absolute, relative }: Extract<RuleAction, { do: 'tolerance' }>): string {
  const parts = [
    ...(absolute === undefined ? [] : [String(absolute)]),
    ...(relative === undefined ? [] : [formatRate(relative)]),
  ];
  return parts.length === 0 ? 'nothing' : parts.join(' or ');
}
