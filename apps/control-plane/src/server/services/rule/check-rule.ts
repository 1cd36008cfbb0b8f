import { randomUUID } from 'node:crypto';
import { compileRules } from '@delta-guard/compare';
import type { RuleAction, RulePlace } from '@delta-guard/protocol';
import { RE2JS } from 're2js';
import { DomainError } from '../../errors/domain-error.ts';

/** Refuses a rule that a proxy could not use: a path, a pattern, or an action that has no meaning at its place. */
export function checkRule(place: RulePlace, action: RuleAction): void {
  const routeId = randomUUID();
  const compiled = compileRules([{ id: randomUUID(), routeId, place, action }], {
    routeId,
    patternEngine: { compile: compilePattern },
  });
  const [error] = compiled.ok ? [] : compiled.errors;
  if (!error) return;
  const where = error.position > 0 ? ` (at character ${error.position + 1})` : '';
  throw new DomainError('ruleInvalid', `This rule cannot be used: ${error.message}${where}.`);
}

function compilePattern(pattern: string) {
  try {
    const compiled = RE2JS.compile(pattern);
    return { ok: true as const, test: (text: string) => compiled.matcher(text).find() };
  } catch (error) {
    return {
      ok: false as const,
      position: 0,
      message: error instanceof Error ? error.message : 'not a pattern',
    };
  }
}
