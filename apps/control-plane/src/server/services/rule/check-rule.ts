import { randomUUID } from 'node:crypto';
import { checkRulePath, compileRules } from '@delta-guard/compare';
import type { RuleAction, RulePlace } from '@delta-guard/protocol';
import { patternEngine } from '../../../pattern-engine.ts';
import { DomainError } from '../../errors/domain-error.ts';

/** What no name can hold: a rule for such a one would wait for ever. */
const notInHeaderName = /[^!#$%&'*+.^_`|~0-9A-Za-z-]/;
const notInCookieName = /[\s=;,\p{Cc}]/u;

/** Refuses a rule that a proxy could not use: a path, a pattern, or an action that has no meaning at its place. */
export function checkRule(place: RulePlace, action: RuleAction): void {
  checkName(place);
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

function checkName(place: RulePlace): void {
  if (place.in !== 'header' && place.in !== 'cookie') return;
  const wrong = place.name.search(place.in === 'header' ? notInHeaderName : notInCookieName);
  if (wrong === -1) return;
  throw new DomainError(
    'ruleInvalid',
    `This rule cannot be used: “${place.name}” is not the name of a ${place.in} (at character ${wrong + 1}).`,
  );
}
