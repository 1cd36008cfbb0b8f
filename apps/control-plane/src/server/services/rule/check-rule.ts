import { randomUUID } from 'node:crypto';
import { checkRulePath, compileRules } from '@delta-guard/compare';
import type { RuleAction, RulePlace } from '@delta-guard/protocol';
import { patternEngine } from '../../../pattern-engine.ts';
import { DomainError } from '../../errors/domain-error.ts';

/** Refuses a rule that a proxy could not use: a path, a pattern, or an action that has no meaning at its place. */
export function checkRule(place: RulePlace, action: RuleAction): void {
  const routeId = randomUUID();
  const compiled = compileRules([{ id: randomUUID(), routeId, place, action }], {
    routeId,
    patternEngine,
  });
  const [error] = compiled.ok ? [] : compiled.errors;
  if (!error) return;
  const isPathWrong = place.in === 'body' && !checkRulePath(place.path).ok;
  // 0 is the first character of a path; of a rule as a whole, and of some patterns, it is no place at all.
  const where = isPathWrong || error.position > 0 ? ` (at character ${error.position + 1})` : '';
  throw new DomainError('ruleInvalid', `This rule cannot be used: ${error.message}${where}.`);
}
