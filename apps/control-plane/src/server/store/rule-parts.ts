import { type RuleAction, type RulePlace, ruleActionSchema, rulePlaceSchema } from '@delta-guard/protocol';

/** Place and action of a rule as they are kept: JSON text, read back through the wire's own schema. */
export function parseRuleParts(stored: { place: string; action: string }): {
  place: RulePlace;
  action: RuleAction;
} {
  return {
    place: rulePlaceSchema.parse(JSON.parse(stored.place)),
    action: ruleActionSchema.parse(JSON.parse(stored.action)),
  };
}

/** A rule in a few words, for the audit. */
export function ruleInWords({ place, action }: { place: RulePlace; action: RuleAction }): string {
  switch (place.in) {
    case 'body':
      return `${action.do} ${JSON.stringify(place.path).slice(1, -1)}`;
    case 'header':
    case 'cookie':
      return `${action.do} ${place.in} ${JSON.stringify(place.name).slice(1, -1)}`;
    case 'status':
      return `${action.do} status`;
  }
}
